/** One entry about every so many bytes of log, Kafka's index.interval.bytes. */
const intervalBytes = 4096;
const offsetEntryBytes = 8;
const timeEntryBytes = 12;

/**
 * Where to begin looking in one segment, by offset or by time: for about every 4 KB of log one batch's last
 * offset and position, and the greatest timestamp up to it. The stored form is that of Kafka's `.index` and
 * `.timeindex` files.
 */
export interface SparseIndex {
  readonly lastOffsets: number[];
  readonly positions: number[];
  readonly maxTimestampsMs: number[];
  readonly maxTimestampOffsets: number[];
  unindexedBytes: number;
}

export function emptyIndex(): SparseIndex {
  return { lastOffsets: [], positions: [], maxTimestampsMs: [], maxTimestampOffsets: [], unindexedBytes: 0 };
}

/** Takes in the batch at `position`; `maxTimestampMs` is the greatest in the segment so far, at `maxTimestampOffset`. */
export function indexBatch(
  index: SparseIndex,
  batch: { lastOffset: number; position: number; sizeBytes: number },
  maxTimestampMs: number,
  maxTimestampOffset: number,
): void {
  if (index.unindexedBytes > intervalBytes) {
    index.lastOffsets.push(batch.lastOffset);
    index.positions.push(batch.position);
    index.maxTimestampsMs.push(maxTimestampMs);
    index.maxTimestampOffsets.push(maxTimestampOffset);
    index.unindexedBytes = 0;
  }
  index.unindexedBytes += batch.sizeBytes;
}

/** The position of a batch at or before the one that holds `offset`. */
export function positionForOffset(index: SparseIndex, offset: number): number {
  const found = countUpTo(index.lastOffsets, offset);
  return found === 0 ? 0 : index.positions[found - 1];
}

/** The position of a batch at or before the first one with a timestamp of at least `timestampMs`. */
export function positionForTime(index: SparseIndex, timestampMs: number): number {
  const found = countUpTo(index.maxTimestampsMs, timestampMs - 1);
  return found === 0 ? 0 : index.positions[found - 1];
}

export function encodeOffsetIndex(index: SparseIndex, baseOffset: number): Buffer {
  const encoded = Buffer.alloc(index.positions.length * offsetEntryBytes);
  for (let i = 0; i < index.positions.length; i++) {
    encoded.writeInt32BE(index.lastOffsets[i] - baseOffset, i * offsetEntryBytes);
    encoded.writeInt32BE(index.positions[i], i * offsetEntryBytes + 4);
  }
  return encoded;
}

/** The entries in step with the offset index, and one more for the whole segment when it holds anything. */
export function encodeTimeIndex(
  index: SparseIndex,
  baseOffset: number,
  segmentMax: { timestampMs: number; offset: number },
): Buffer {
  const times = [...index.maxTimestampsMs, segmentMax.timestampMs];
  const offsets = [...index.maxTimestampOffsets, segmentMax.offset];
  const encoded = Buffer.alloc(times.length * timeEntryBytes);
  for (let i = 0; i < times.length; i++) {
    // An int64 in two halves: a BigInt for each would make sealing a large segment felt.
    const high = Math.floor(times[i] / 2 ** 32);
    encoded.writeInt32BE(high, i * timeEntryBytes);
    encoded.writeUInt32BE(times[i] - high * 2 ** 32, i * timeEntryBytes + 4);
    encoded.writeInt32BE(offsets[i] - baseOffset, i * timeEntryBytes + 8);
  }
  return encoded;
}

/** null when the two files do not fit together or the segment. */
export function decodeIndexes(
  offsetIndex: Buffer,
  timeIndex: Buffer,
  segment: { baseOffset: number; sizeBytes: number },
): { index: SparseIndex; maxTimestampMs: number; maxTimestampOffset: number } | null {
  const count = offsetIndex.length / offsetEntryBytes;
  if (!Number.isInteger(count) || timeIndex.length !== (count + 1) * timeEntryBytes) return null;
  const index = emptyIndex();
  for (let i = 0; i < count; i++) {
    index.lastOffsets.push(segment.baseOffset + offsetIndex.readInt32BE(i * offsetEntryBytes));
    index.positions.push(offsetIndex.readInt32BE(i * offsetEntryBytes + 4));
    index.maxTimestampsMs.push(Number(timeIndex.readBigInt64BE(i * timeEntryBytes)));
    index.maxTimestampOffsets.push(segment.baseOffset + timeIndex.readInt32BE(i * timeEntryBytes + 8));
    const isBehind = i > 0 && index.positions[i] <= index.positions[i - 1];
    if (isBehind || index.positions[i] >= segment.sizeBytes) return null;
  }
  const last = count * timeEntryBytes;
  return {
    index,
    maxTimestampMs: Number(timeIndex.readBigInt64BE(last)),
    maxTimestampOffset: segment.baseOffset + timeIndex.readInt32BE(last + 8),
  };
}

function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
