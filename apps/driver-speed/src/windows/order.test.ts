import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelines, uninterrupted } from '../testing/histories.ts';
import { fix, logOf, pulse, settings, type TimelineRecord } from '../testing/timeline.ts';
import type { ClosedWindow } from './tally.ts';

/** Fixes of few drivers within the grace of each other, many of them of the same time. */
const within = fc.array(
  fc.record({
    second: fc.integer({ min: 0, max: 19 }).map((half) => 30 + half / 2),
    driverId: fc.constantFrom('ana', 'bob'),
    sequence: fc.integer({ min: 0, max: 2 }),
    speedMps: fc.constantFrom(null, 3.3, 7.1, 12.7),
    northM: fc.constantFrom(0, 1.3, 17),
  }),
  { minLength: 2, maxLength: 30, size: 'max' },
);

test('W8 W11 every order within the grace gives the same rows, to the last bit, and the same used fixes', () => {
  const orders = within.chain((fixes) =>
    fc.tuple(fc.constant(fixes), fc.shuffledSubarray(fixes, { minLength: fixes.length })),
  );
  fc.assert(
    fc.property(orders, ([first, second]) => {
      const [a, b] = [first, second].map((fixes) => {
        const records = fixes.map(({ second: at, ...details }) => fix(at, { ...details, arrives: 40 }));
        return uninterrupted(logOf([fix(29, { speedMps: 5 }), ...records, pulse(90)]), settings);
      });
      expect(b.rows).toEqual(a.rows);
      expect(b.places).toEqual(a.places);
      expect(b.counts.used).toBe(a.counts.used);
      // Which of three claims to one time counts as a repetition depends on what was kept when it came.
      expect(b.counts.duplicates + b.counts.conflicts).toBe(a.counts.duplicates + a.counts.conflicts);
    }),
  );
});

test('X3 how the log is cut into stretches changes nothing', () => {
  fc.assert(
    fc.property(
      timelines({ minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 9 }),
      (timeline, recordsPerCheckpoint) => {
        const log = logOf(timeline);
        expect(uninterrupted(log, { ...settings, recordsPerCheckpoint })).toEqual(
          uninterrupted(log, settings),
        );
      },
    ),
  );
});

test('W13 whatever comes, the kinds of records add up to those read', () => {
  fc.assert(
    fc.property(timelines({ minLength: 1, maxLength: 80 }), (timeline) => {
      const { counts, rows, rejectedByReason } = uninterrupted(logOf(timeline), settings);
      const { read, used, duplicates, conflicts, late, rejected, otherTypes } = counts;
      expect(read).toBe(timeline.length);
      expect(used + duplicates + conflicts + late + rejected + otherTypes).toBe(read);
      expect(Object.values(rejectedByReason).reduce((sum, count) => sum + count, 0)).toBe(rejected);
      expect(sumOf(rows, 'fixes')).toBeLessThanOrEqual(used);
      expect(sumOf(rows, 'outliers')).toBe(counts.outliers);
    }),
  );
});

test('W13 once the stream has gone silent every used fix is in exactly one row', () => {
  const oneLast: TimelineRecord = fix(10_000, { driverId: 'last' });
  fc.assert(
    fc.property(timelines({ minLength: 1, maxLength: 80 }), (timeline) => {
      const { counts, rows } = uninterrupted(logOf([...timeline, oneLast]), settings);
      expect(sumOf(rows, 'fixes')).toBe(counts.used - 1);
    }),
  );
});

function sumOf(rows: ReadonlyMap<string, ClosedWindow>, column: 'fixes' | 'outliers'): number {
  return [...rows.values()].reduce((sum, row) => sum + row[column], 0);
}
