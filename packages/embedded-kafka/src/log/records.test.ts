import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBatch } from './make-batch.ts';
import { type BatchHeader, readBatchHeader } from './record-batch.ts';
import { countRecords, findInBatch } from './records.ts';

const headerOf = (batch: Buffer) => readBatchHeader(batch) as BatchHeader;

describe('records', () => {
  it('are counted in any batch of them', () => {
    const value = fc.option(fc.string({ maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
        const batch = makeBatch(values.map((each) => ({ value: each })));
        expect(countRecords(batch, values.length)).toBe(values.length);
      }),
    );
  });

  it('do not count when bytes are missing or left over', () => {
    const batch = makeBatch([{ value: 'one' }, { value: 'two' }]);
    expect(countRecords(batch.subarray(0, -1), 2)).toBe(-1);
    expect(countRecords(Buffer.concat([batch, Buffer.from([2])]), 2)).toBe(-1);
  });

  it('are found by time, before 1970 and far from the base too', () => {
    const times = [-5_000_000, -1, 0, 1, 127, 128, 70_000, 2 ** 40];
    const records = times.map((timestampMs) => ({ value: 'x', timestampMs }));
    for (const isGzip of [false, true]) {
      const batch = makeBatch(records, { isGzip });
      for (const [offset, timestampMs] of times.entries()) {
        expect(findInBatch(batch, headerOf(batch), timestampMs)).toEqual({ offset, timestampMs });
      }
      expect(findInBatch(batch, headerOf(batch), 129)).toEqual({ offset: 6, timestampMs: 70_000 });
    }
  });

  it('give the first offset where the compression cannot be undone', () => {
    const batch = makeBatch(
      [
        { value: 'a', timestampMs: 5 },
        { value: 'b', timestampMs: 9 },
      ],
      { attributes: 4 },
    );
    expect(findInBatch(batch, headerOf(batch), 9)).toEqual({ offset: 0, timestampMs: 5 });
  });
});
