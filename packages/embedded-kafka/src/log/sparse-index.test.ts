import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeIndexes,
  emptyIndex,
  encodeOffsetIndex,
  encodeTimeIndex,
  indexBatch,
  positionForOffset,
  positionForTime,
} from './sparse-index.ts';

interface Batch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly position: number;
  readonly sizeBytes: number;
  readonly maxTimestampMs: number;
}

const baseOffset = 5_000_000_000;
const shape = fc.record({
  count: fc.integer({ min: 1, max: 50 }),
  sizeBytes: fc.integer({ min: 61, max: 9000 }),
  timestampMs: fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: -5, max: 2 ** 45 })),
});

function build(shapes: readonly { count: number; sizeBytes: number; timestampMs: number }[]) {
  const index = emptyIndex();
  const batches: Batch[] = [];
  let offset = baseOffset;
  let position = 0;
  let segmentMax = { timestampMs: -1, offset };
  for (const { count, sizeBytes, timestampMs } of shapes) {
    const lastOffset = offset + count - 1;
    if (timestampMs > segmentMax.timestampMs) segmentMax = { timestampMs, offset: lastOffset };
    batches.push({ baseOffset: offset, lastOffset, position, sizeBytes, maxTimestampMs: timestampMs });
    indexBatch(index, { lastOffset, position, sizeBytes }, segmentMax.timestampMs, segmentMax.offset);
    offset = lastOffset + 1;
    position += sizeBytes;
  }
  return { index, batches, segmentMax, sizeBytes: position, nextOffset: offset };
}

describe('the sparse index', () => {
  const batches = fc.array(shape, { minLength: 1, maxLength: 60 });

  it('leads to a batch at or before the one that is looked for, and not far before', () => {
    fc.assert(
      fc.property(batches, fc.nat(), (shapes, pick) => {
        const built = build(shapes);
        const wanted = built.batches[pick % built.batches.length];
        const position = positionForOffset(built.index, wanted.lastOffset);
        expect(built.batches.map((batch) => batch.position)).toContain(position);
        expect(position).toBeLessThanOrEqual(wanted.position);
        const between = built.batches.filter(
          (batch) => batch.position >= position && batch.position < wanted.position,
        );
        const passedBytes = between.slice(0, -1).reduce((sum, batch) => sum + batch.sizeBytes, 0);
        expect(passedBytes).toBeLessThanOrEqual(4096 + 9000);
      }),
    );
  });

  it('never leads past the first batch of a time', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 0, max: 100_000 }), (shapes, timestampMs) => {
        const built = build(shapes);
        const wanted = built.batches.find((batch) => batch.maxTimestampMs >= timestampMs);
        const position = positionForTime(built.index, timestampMs);
        expect(position).toBeLessThanOrEqual(wanted?.position ?? built.sizeBytes);
      }),
    );
  });

  it('comes back whole from its files', () => {
    fc.assert(
      fc.property(batches, (shapes) => {
        const { index, segmentMax, sizeBytes } = build(shapes);
        const offsets = encodeOffsetIndex(index, baseOffset);
        const times = encodeTimeIndex(index, baseOffset, segmentMax);
        const decoded = decodeIndexes(offsets, times, { baseOffset, sizeBytes });
        expect(decoded).toEqual({
          index: { ...index, unindexedBytes: 0 },
          maxTimestampMs: segmentMax.timestampMs,
          maxTimestampOffset: segmentMax.offset,
        });
      }),
    );
  });

  it('is not taken from files that do not fit', () => {
    const { index, segmentMax, sizeBytes } = build(
      Array.from({ length: 9 }, (_, i) => ({ count: 1, sizeBytes: 3000, timestampMs: i })),
    );
    const offsets = encodeOffsetIndex(index, baseOffset);
    const times = encodeTimeIndex(index, baseOffset, segmentMax);
    expect(offsets.length).toBeGreaterThan(8);
    expect(decodeIndexes(offsets, times.subarray(12), { baseOffset, sizeBytes })).toBeNull();
    expect(decodeIndexes(offsets.subarray(1), times, { baseOffset, sizeBytes })).toBeNull();
    expect(decodeIndexes(offsets, times, { baseOffset, sizeBytes: 5000 })).toBeNull();
  });
});
