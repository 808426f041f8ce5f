import type { Files } from './files.ts';
import { type BatchHeader, batchHeaderBytes, hasValidCrc, readBatchHeader } from './record-batch.ts';
import { readSegment, type Segment } from './segment.ts';

const chunkBytes = 1024 * 1024;
const magicAt = 16;

export interface FoundBatch {
  readonly header: BatchHeader;
  readonly position: number;
}

/**
 * The first whole batch from `position` on, at whatever byte it begins, whose CRC is right and whose offsets lie in
 * [`fromOffset`, `toOffset`); null when there is none. For looking past damage.
 */
export function findBatch(
  files: Files,
  segment: Segment,
  position: number,
  fromOffset: number,
  toOffset: number,
): FoundBatch | null {
  const fileBytes = segment.sizeBytes;
  let chunk: Buffer = Buffer.alloc(0);
  let chunkStart = position;
  for (let at = position; at + batchHeaderBytes <= fileBytes; at++) {
    if (at + batchHeaderBytes > chunkStart + chunk.length) {
      chunk = readSegment(files, segment, at, Math.min(chunkBytes, fileBytes - at));
      chunkStart = at;
      if (chunk.length < batchHeaderBytes) return null;
    }
    if (chunk[at - chunkStart + magicAt] !== 2) continue;
    const header = readBatchHeader(chunk, at - chunkStart);
    if (header === null || !fits(header, fileBytes - at, fromOffset, toOffset)) continue;
    const batch = readSegment(files, segment, at, header.sizeBytes);
    if (batch.length === header.sizeBytes && hasValidCrc(batch, header)) return { header, position: at };
  }
  return null;
}

function fits(header: BatchHeader, restBytes: number, fromOffset: number, toOffset: number): boolean {
  return (
    header.sizeBytes >= batchHeaderBytes &&
    header.sizeBytes <= restBytes &&
    header.baseOffset >= fromOffset &&
    header.lastOffset < toOffset &&
    header.recordCount >= 1 &&
    header.lastOffset - header.baseOffset === header.recordCount - 1
  );
}
