import type { StreamRecord } from '@rumo/event-stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelines, uninterrupted } from '../testing/histories.ts';
import { fix, logOf, pulse, settings, type TimelineRecord } from '../testing/timeline.ts';
import { stretchAt } from './driver-fixes.ts';
import { fold } from './fold.ts';
import { freshState } from './partition-state.ts';
import { type ClosedWindow, tallyFrom } from './tally.ts';

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

test('X3 whether records have bytes of their own or lie among those of a fetch changes nothing', () => {
  fc.assert(
    fc.property(
      timelines({ minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 9 }),
      (timeline, together) => {
        const log = logOf(timeline);
        expect(uninterrupted(inSharedBytes(log, together), settings)).toEqual(uninterrupted(log, settings));
      },
    ),
  );
});

test('X4 a stretch knows how many of its fixes are needed, and keeps the bytes of those in open windows alone', () => {
  fc.assert(
    fc.property(timelines({ minLength: 1, maxLength: 80 }), (timeline) => {
      const state = freshState({ ...settings, recordsPerCheckpoint: 5 });
      fold(state, inSharedBytes(logOf(timeline), 3), tallyFrom());
      const needed = new Map<number, number>();
      const payloads = new Map<number, number>();
      const countIn = (of: Map<number, number>, stretch: number) =>
        of.set(stretch, (of.get(stretch) ?? 0) + 1);
      for (const fixes of state.drivers.list) {
        for (let i = 0; i < fixes.count; i++) {
          countIn(needed, stretchAt(fixes, i));
          if (i >= fixes.before) countIn(payloads, stretchAt(fixes, i));
        }
      }
      for (const stretch of state.checkpoints) {
        expect(stretch.needed).toBe(needed.get(stretch.number) ?? 0);
        expect(stretch.payloads).toBe(payloads.get(stretch.number) ?? 0);
        if (stretch.payloads === 0) expect(stretch.sources).toEqual([]);
      }
    }),
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

/** The same records, so many of them beside each other in the same bytes. */
function inSharedBytes(log: readonly StreamRecord[], together: number): StreamRecord[] {
  const fetches = Array.from({ length: Math.ceil(log.length / together) }, (_, i) =>
    log.slice(i * together, (i + 1) * together),
  );
  return fetches.flatMap((records) => {
    const bytes = Buffer.concat(records.flatMap(({ key, value }) => [key ?? noBytes, value ?? noBytes]));
    let at = 0;
    const pass = (part: Uint8Array | null) => {
      const from = at;
      at += part?.length ?? 0;
      return { from, to: part === null ? from - 1 : at };
    };
    return records.map((record) => {
      const [key, value] = [pass(record.key), pass(record.value)];
      return { ...record, bytes, keyFrom: key.from, keyTo: key.to, valueFrom: value.from, valueTo: value.to };
    });
  });
}

const noBytes = new Uint8Array(0);

function sumOf(rows: ReadonlyMap<string, ClosedWindow>, column: 'fixes' | 'outliers'): number {
  return [...rows.values()].reduce((sum, row) => sum + row[column], 0);
}
