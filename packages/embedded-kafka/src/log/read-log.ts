import type { Files } from './files.ts';
import { type BatchHeader, batchHeaderBytes, readBatchHeader } from './record-batch.ts';
import { findInBatch, type TimedOffset } from './records.ts';
import { loadIndex, loadMaxTimestamp, readSegment, type Segment, walkSegment } from './segment.ts';
import { positionForOffset, positionForTime } from './sparse-index.ts';

export type ReadResult =
  | { readonly kind: 'records'; readonly records: Buffer }
  | { readonly kind: 'outOfRange' };

const nothing = Buffer.alloc(0);
/** What stands between an index entry and the batch it leads to, about. */
const indexSlackBytes = 8192;

/** Reads from one segment only, as a client asks again for what follows. See PartitionLog.read. */
export function readLog(
  files: Files,
  segments: readonly Segment[],
  startOffset: number,
  offset: number,
  maxBytes: number,
  atLeastOne: boolean,
): ReadResult {
  const nextOffset = segments[segments.length - 1].nextOffset;
  if (offset < startOffset || offset > nextOffset) return { kind: 'outOfRange' };
  for (let i = segmentOf(segments, offset); i < segments.length && offset < nextOffset; i++) {
    const records = readBatches(files, segments[i], offset, maxBytes, atLeastOne);
    // A segment that was cut may end before the next one begins.
    if (records !== null) return { kind: 'records', records };
  }
  return { kind: 'records', records: nothing };
}

/** See PartitionLog.findTime. */
export function findTime(
  files: Files,
  segments: readonly Segment[],
  startOffset: number,
  timestampMs: number,
): TimedOffset | null {
  for (const segment of segments) {
    loadMaxTimestamp(files, segment);
    if (segment.maxTimestampMs < timestampMs || segment.nextOffset <= startOffset) continue;
    const found: { header: BatchHeader; position: number }[] = [];
    const from = positionForTime(loadIndex(files, segment), timestampMs);
    walkSegment(files, segment, from, Number.POSITIVE_INFINITY, (header, position) => {
      const isHit = header.maxTimestampMs >= timestampMs && header.lastOffset >= startOffset;
      if (isHit) found.push({ header, position });
      return !isHit;
    });
    if (found.length === 0) continue;
    const [{ header, position }] = found;
    if (header.isLogAppendTime) {
      return { offset: Math.max(header.baseOffset, startOffset), timestampMs: header.maxTimestampMs };
    }
    const batch = readSegment(files, segment, position, header.sizeBytes);
    const { offset, timestampMs: at } = findInBatch(batch, header, timestampMs);
    return { offset: Math.max(offset, startOffset), timestampMs: at };
  }
  return null;
}

/** null when the segment holds nothing from `offset` on. */
function readBatches(
  files: Files,
  segment: Segment,
  offset: number,
  maxBytes: number,
  atLeastOne: boolean,
): Buffer | null {
  let position = positionForOffset(loadIndex(files, segment), offset);
  while (position < segment.sizeBytes) {
    const lengthBytes = Math.min(segment.sizeBytes - position, Math.max(0, maxBytes) + indexSlackBytes);
    const chunk = readSegment(files, segment, position, lengthBytes);
    const skipped = skipBefore(chunk, offset);
    const first = readBatchHeader(chunk, skipped);
    if (first === null) {
      if (skipped === 0) return null;
      position += skipped;
      continue;
    }
    const endBytes = wholeBatches(chunk, skipped, maxBytes);
    if (endBytes > skipped) return chunk.subarray(skipped, endBytes);
    return atLeastOne ? readSegment(files, segment, position + skipped, first.sizeBytes) : nothing;
  }
  return null;
}

/** Where the batch that holds `offset` begins; past the chunk's end when it does not begin in it. */
function skipBefore(chunk: Buffer, offset: number): number {
  let at = 0;
  while (at + batchHeaderBytes <= chunk.length) {
    const lastOffset = Number(chunk.readBigInt64BE(at)) + chunk.readInt32BE(at + 23);
    if (lastOffset >= offset) return at;
    at += sizeAt(chunk, at);
  }
  return at;
}

function wholeBatches(chunk: Buffer, start: number, maxBytes: number): number {
  let at = start;
  while (at + batchHeaderBytes <= chunk.length) {
    const end = at + sizeAt(chunk, at);
    if (end > chunk.length || end - start > maxBytes) break;
    at = end;
  }
  return at;
}

/** Logs are checked when they are opened; what has rotted since must not turn a read into an endless loop. */
function sizeAt(chunk: Buffer, at: number): number {
  const sizeBytes = 12 + chunk.readInt32BE(at + 8);
  if (sizeBytes < batchHeaderBytes) throw new Error(`a batch of ${sizeBytes} bytes in the log`);
  return sizeBytes;
}

function segmentOf(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (segments[middle].baseOffset <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
