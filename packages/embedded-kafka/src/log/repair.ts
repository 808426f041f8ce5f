import fs from 'node:fs';
import { dirname } from 'node:path';
import type { Files } from './files.ts';
import { findBatch } from './find-batch.ts';
import { type BatchHeader, batchHeaderBytes, hasValidCrc, readBatchHeader } from './record-batch.ts';
import { newSegment, readSegment, rebuildSegment, type Segment } from './segment.ts';

/** What was found to be damaged at the end of a segment and cut off. */
export interface Cut {
  readonly path: string;
  readonly reason: string;
  readonly keptBytes: number;
  readonly cutBytes: number;
}

/** Offsets below the log's end whose records are gone: [firstOffset, nextOffset). */
export interface Damage {
  readonly path: string;
  readonly reason: string;
  readonly firstOffset: number;
  readonly nextOffset: number;
  /** Where the damaged bytes were put, null when there were none to keep. */
  readonly setAside: string | null;
}

/** What a start tells of the damage it finds. */
export interface DamageEvents {
  cut(cut: Cut): void;
  damaged(damage: Damage): void;
  /** A segment's name did not fit what it holds. */
  renamed(file: { readonly from: string; readonly to: string }): void;
}

export interface Repaired {
  /** The segment, and one more for each time that whole batches were found behind damage. */
  readonly segments: readonly Segment[];
  /** What comes after the last offset known to have been given out. */
  readonly givenOut: number;
}

/**
 * Checks a segment batch by batch from `checkedBytes` on. Bytes behind the last whole batch are cut off (B2). When
 * whole batches follow the damage it lies in the middle: they are kept as a segment of their own, the damaged bytes
 * are put into a file beside it, and the offsets between are told. Batches at or beyond `limitOffset` are none of
 * this segment's.
 */
export function repairSegment(
  files: Files,
  segment: Segment,
  checkedBytes: number,
  limitOffset: number,
  events: DamageEvents,
  visit?: (header: BatchHeader) => void,
): Repaired {
  const fileBytes = segment.sizeBytes;
  const walk = rebuildSegment(files, segment, checkedBytes, visit);
  const { endPosition, broken: reason } = walk;
  if (reason === null) return { segments: [segment], givenOut: segment.nextOffset };
  const whole = { ...segment, sizeBytes: fileBytes };
  const firstOffset = segment.nextOffset;
  const next = findBatch(files, whole, endPosition + 1, firstOffset + 1, limitOffset);
  if (next === null) {
    const givenOut = Math.min(limitOffset, offsetsOfDamaged(files, whole, endPosition, firstOffset));
    truncate(files, segment.path, endPosition);
    events.cut({ path: segment.path, reason, keptBytes: endPosition, cutBytes: fileBytes - endPosition });
    return { segments: [segment], givenOut };
  }
  // Copied before it is cut: a crash between the two leaves both, and the next start cuts.
  const setAside = `${segment.path}.${endPosition}.damaged`;
  fs.writeFileSync(setAside, readSegment(files, whole, endPosition, next.position - endPosition));
  const rest = newSegment(dirname(segment.path), next.header.baseOffset);
  copyTail(files, whole, next.position, rest.path);
  truncate(files, segment.path, endPosition);
  const nextOffset = next.header.baseOffset;
  events.damaged({ path: segment.path, reason, firstOffset, nextOffset, setAside });
  rest.sizeBytes = fileBytes - next.position;
  const repaired = repairSegment(files, rest, 0, limitOffset, events, visit);
  return { segments: [segment, ...repaired.segments], givenOut: repaired.givenOut };
}

/**
 * What comes after the offsets of a batch that is all there but damaged: it may have been acknowledged, so they are
 * not given out again (B3). `offset` when the bytes say nothing that can be believed, as a torn batch, which never was.
 */
function offsetsOfDamaged(files: Files, segment: Segment, position: number, offset: number): number {
  const restBytes = segment.sizeBytes - position;
  const header = readBatchHeader(
    readSegment(files, segment, position, Math.min(restBytes, batchHeaderBytes)),
  );
  if (header === null || header.magic !== 2 || header.recordCount < 1) return offset;
  if (header.sizeBytes > restBytes || header.sizeBytes < batchHeaderBytes) return offset;
  if (header.lastOffset - header.baseOffset !== header.recordCount - 1) return offset;
  const isPlaced = header.baseOffset === offset;
  if (!isPlaced && !hasValidCrc(readSegment(files, segment, position, header.sizeBytes), header))
    return offset;
  return offset + header.recordCount;
}

const copyBytes = 4 * 1024 * 1024;

function copyTail(files: Files, segment: Segment, position: number, path: string): void {
  const target = files.open(`${path}.part`);
  try {
    files.truncate(target, 0);
    for (let at = position; at < segment.sizeBytes; ) {
      const bytes = readSegment(files, segment, at, Math.min(copyBytes, segment.sizeBytes - at));
      for (let done = 0; done < bytes.length; ) {
        done += files.write(target, bytes.subarray(done), at - position + done);
      }
      at += bytes.length;
    }
    files.flushNow(target);
  } catch (error) {
    fs.rmSync(`${path}.part`, { force: true });
    throw error;
  } finally {
    files.close(target);
  }
  fs.renameSync(`${path}.part`, path);
}

function truncate(files: Files, path: string, sizeBytes: number): void {
  const handle = files.open(path);
  try {
    files.truncate(handle, sizeBytes);
  } finally {
    files.close(handle);
  }
}
