import fs from 'node:fs';
import { join } from 'node:path';
import type { Files } from './files.ts';
import { type BatchHeader, batchHeaderBytes, hasValidCrc, readBatchHeader } from './record-batch.ts';
import { replaceFile } from './replace-file.ts';
import {
  decodeIndexes,
  emptyIndex,
  encodeOffsetIndex,
  encodeTimeIndex,
  indexBatch,
  type SparseIndex,
} from './sparse-index.ts';

const chunkBytes = 1024 * 1024;

/** One file of a partition's log, named by its first offset, in the format of Kafka's own `.log` files. */
export interface Segment {
  readonly baseOffset: number;
  readonly path: string;
  sizeBytes: number;
  nextOffset: number;
  /** −1 while nothing is known. */
  maxTimestampMs: number;
  maxTimestampOffset: number;
  /** null until someone looks for something in it. */
  index: SparseIndex | null;
  /** Open while the segment is appended to. */
  handle: number | null;
  removed: boolean;
}

export function newSegment(folder: string, baseOffset: number): Segment {
  return {
    baseOffset,
    path: join(folder, `${String(baseOffset).padStart(20, '0')}.log`),
    sizeBytes: 0,
    nextOffset: baseOffset,
    maxTimestampMs: -1,
    maxTimestampOffset: baseOffset,
    index: emptyIndex(),
    handle: null,
    removed: false,
  };
}

/** Reads `lengthBytes` at `position`, fewer only when the file is shorter than it should be. */
export function readSegment(files: Files, segment: Segment, position: number, lengthBytes: number): Buffer {
  const target = Buffer.allocUnsafe(lengthBytes);
  const handle = segment.handle ?? files.openForReading(segment.path);
  try {
    let filled = 0;
    while (filled < lengthBytes) {
      const rest = filled === 0 ? target : target.subarray(filled);
      const read = files.read(handle, rest, lengthBytes - filled, position + filled);
      if (read === 0) break;
      filled += read;
    }
    return target.subarray(0, filled);
  } finally {
    if (handle !== segment.handle) files.close(handle);
  }
}

export interface Walk {
  /** Behind the last whole batch. */
  readonly endPosition: number;
  /** Why the walk ended before the segment's size; null when it did not. */
  readonly broken: string | null;
}

/**
 * Visits the batches from `position` on until `visit` returns false, the segment ends, or the bytes are no batch.
 * Of batches from `checkFrom` on all bytes are read and the CRC is checked, of those before only the header.
 */
export function walkSegment(
  files: Files,
  segment: Segment,
  position: number,
  checkFrom: number,
  visit: (header: BatchHeader, position: number) => boolean,
): Walk {
  let at = position;
  /** Known from the first batch on, and at the segment's start: offsets leave nothing out. */
  let offset = position === 0 ? segment.baseOffset : null;
  let chunk: Buffer = Buffer.alloc(0);
  let chunkStart = at;
  while (at < segment.sizeBytes) {
    const checkCrc = at >= checkFrom;
    let header = readBatchHeader(chunk, at - chunkStart);
    const wantedBytes = header === null || !checkCrc ? batchHeaderBytes : header.sizeBytes;
    const isWhole = at - chunkStart + wantedBytes <= chunk.length;
    if (header === null || !isWhole) {
      const rest = segment.sizeBytes - at;
      if (header !== null && header.sizeBytes > rest) return { endPosition: at, broken: 'a torn batch' };
      const lengthBytes = Math.min(rest, Math.max(chunkBytes, wantedBytes));
      chunk = readSegment(files, segment, at, lengthBytes);
      chunkStart = at;
      header = readBatchHeader(chunk);
      if (header === null) return { endPosition: at, broken: 'a torn batch header' };
    }
    const broken = judge(header, offset, segment.sizeBytes - at);
    if (broken !== null) return { endPosition: at, broken };
    if (checkCrc && at - chunkStart + header.sizeBytes > chunk.length) continue;
    if (checkCrc && !hasValidCrc(chunk, header, at - chunkStart)) {
      return { endPosition: at, broken: 'a batch whose CRC does not match' };
    }
    if (!visit(header, at)) break;
    at += header.sizeBytes;
    offset = header.lastOffset + 1;
  }
  return { endPosition: at, broken: null };
}

function judge(header: BatchHeader, offset: number | null, restBytes: number): string | null {
  if (header.magic !== 2 || header.sizeBytes < batchHeaderBytes) return 'bytes that are no record batch';
  if (header.sizeBytes > restBytes) return 'a torn batch';
  if (header.lastOffset < header.baseOffset) return 'a batch that ends before it begins';
  if (offset !== null && header.baseOffset !== offset) return 'a batch out of order';
  return null;
}

/** Counts a batch that stands at the segment's end, and indexes it when the index is loaded. */
export function takeIn(segment: Segment, header: BatchHeader): void {
  if (header.maxTimestampMs > segment.maxTimestampMs) {
    segment.maxTimestampMs = header.maxTimestampMs;
    segment.maxTimestampOffset = header.lastOffset;
  }
  if (segment.index !== null) {
    const batch = { lastOffset: header.lastOffset, position: segment.sizeBytes, sizeBytes: header.sizeBytes };
    indexBatch(segment.index, batch, segment.maxTimestampMs, segment.maxTimestampOffset);
  }
  segment.sizeBytes += header.sizeBytes;
  segment.nextOffset = header.lastOffset + 1;
}

/** Makes the segment what a walk over its file finds, which is trusted for its first `checkedBytes`. */
export function rebuildSegment(
  files: Files,
  segment: Segment,
  checkedBytes: number,
  visit: (header: BatchHeader) => void = () => undefined,
): Walk {
  const found = newSegment('', segment.baseOffset);
  const walk = walkSegment(files, segment, 0, checkedBytes, (header) => {
    takeIn(found, header);
    visit(header);
    return true;
  });
  const { sizeBytes, maxTimestampMs, maxTimestampOffset, index, nextOffset } = found;
  Object.assign(segment, { sizeBytes, maxTimestampMs, maxTimestampOffset, index, nextOffset });
  return walk;
}

/** Lets go of an index that its files hold: a log at its full size would else keep 5 KB a MB in memory. */
export function dropIndex(segment: Segment): void {
  if (segment.index !== null && segment.handle === null && hasIndexFile(segment)) segment.index = null;
}

/** Makes sure that the segment's greatest timestamp is known. */
export function loadMaxTimestamp(files: Files, segment: Segment): void {
  if (segment.maxTimestampMs < 0 && segment.sizeBytes > 0) loadIndex(files, segment);
}

/** The segment's index: from memory, its files, or a walk over its headers. */
export function loadIndex(files: Files, segment: Segment): SparseIndex {
  if (segment.index !== null) return segment.index;
  const stored = readIndexFiles(segment);
  if (stored === null) {
    const { nextOffset, sizeBytes } = segment;
    rebuildSegment(files, segment, sizeBytes);
    Object.assign(segment, { nextOffset, sizeBytes });
  } else Object.assign(segment, stored);
  return segment.index ?? emptyIndex();
}

export function indexPath(segment: Segment): string {
  return segment.path.replace(/\.log$/, '.index');
}

export function timeIndexPath(segment: Segment): string {
  return segment.path.replace(/\.log$/, '.timeindex');
}

/** Writes the index files. They also say that the segment is whole and on the medium: write them last. */
export function writeIndexFiles(files: Files, segment: Segment): void {
  const index = loadIndex(files, segment);
  const segmentMax = { timestampMs: segment.maxTimestampMs, offset: segment.maxTimestampOffset };
  replaceFile(timeIndexPath(segment), encodeTimeIndex(index, segment.baseOffset, segmentMax));
  replaceFile(indexPath(segment), encodeOffsetIndex(index, segment.baseOffset));
}

export function removeIndexFiles(segment: Segment): void {
  fs.rmSync(indexPath(segment), { force: true });
  fs.rmSync(timeIndexPath(segment), { force: true });
}

export function hasIndexFile(segment: Segment): boolean {
  return fs.existsSync(indexPath(segment));
}

function readIndexFiles(segment: Segment) {
  try {
    return decodeIndexes(
      fs.readFileSync(indexPath(segment)),
      fs.readFileSync(timeIndexPath(segment)),
      segment,
    );
  } catch {
    return null;
  }
}
