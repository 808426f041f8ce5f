import fc from 'fast-check';
import { expect, test } from 'vitest';
import { word, wordsPerCar } from './car-row.ts';
import { agingMs, type CarFix, VehicleTable } from './vehicle-table.ts';

const start = 1_780_000_000_000;
/** About 10 m in mercator units. */
const step = 3e-7;

function fix(handle: number, ms: number, metresEast: number, more: Partial<CarFix> = {}): CarFix {
  return {
    ...{ handle, timeMs: start + ms, x: metresEast * (step / 10), y: 0, headingDeg: 90, speedMps: 10 },
    ...{ status: 0, stale: false },
    ...more,
  };
}
const metres = (x: number) => (x / step) * 10;

test('M5 a car is drawn between the two fixes around the drawn time', () => {
  const table = new VehicleTable();
  table.take(fix(7, 0, 0), start - 1_000);
  table.take(fix(7, 1_000, 10), start - 500);
  table.take(fix(7, 2_000, 30), start + 200);
  table.advance(start + 500);
  expect(metres(table.drawn(0, start + 500).x)).toBeCloseTo(5, 2);
  table.advance(start + 1_500);
  expect(metres(table.drawn(0, start + 1_500).x)).toBeCloseTo(20, 2);
});

test('M5 past its last fix a car stands still', () => {
  const table = new VehicleTable();
  table.take(fix(7, 0, 0), start);
  table.take(fix(7, 1_000, 10), start);
  table.advance(start + 60_000);
  expect(metres(table.drawn(0, start + 60_000).x)).toBeCloseTo(10, 2);
  expect(table.changesUntilMs).toBe(start + 1_000 + agingMs);
});

test('M5 the heading turns the shorter way', () => {
  const table = new VehicleTable();
  table.take(fix(7, 0, 0, { headingDeg: 350 }), start);
  table.take(fix(7, 1_000, 10, { headingDeg: 20 }), start);
  table.advance(start + 500);
  expect(table.drawn(0, start + 500).headingDeg).toBeCloseTo(5, 0);
});

test('M2 a late or duplicate fix never moves a car', () => {
  const table = new VehicleTable();
  table.take(fix(7, 0, 0), start);
  table.take(fix(7, 2_000, 20), start);
  expect(table.take(fix(7, 1_000, 500), start)).toBeNull();
  expect(table.take(fix(7, 2_000, 900), start)).toBeNull();
  table.advance(start + 2_000);
  expect(metres(table.drawn(0, start + 2_000).x)).toBeCloseTo(20, 2);
});

test('M6 a stale mark comes through although the fix is the same', () => {
  const table = new VehicleTable();
  table.take(fix(7, 0, 0), start);
  table.take(fix(7, 0, 0, { stale: true }), start + 30_000);
  expect(table.drawn(0, start + 30_000).stale).toBe(true);
});

test('M5 whatever the delays and gaps, no car leaps between two frames unless it was lost', () => {
  const arrivals = fc.array(
    fc.record({ gapMs: fc.integer({ min: 50, max: 3_000 }), lateMs: fc.nat(3_000) }),
    {
      minLength: 2,
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(arrivals, (fixes) => {
      const table = new VehicleTable();
      let timeMs = 0;
      const coming = fixes.map(({ gapMs, lateMs }) => {
        timeMs += gapMs;
        return { atMs: timeMs + lateMs, fix: fix(1, timeMs, timeMs / 100) };
      });
      coming.sort((a, b) => a.atMs - b.atMs);
      let before: number | null = null;
      let widestStep = 0;
      for (let now = 0; now < timeMs + 10_000; now += 16) {
        const draw = start + now - 1_500;
        while (coming.length > 0 && coming[0].atMs <= now) {
          table.take((coming.shift() as (typeof coming)[0]).fix, draw);
        }
        table.advance(draw);
        if (table.count === 0) continue;
        const x = metres(table.drawn(0, draw).x);
        // 10 m/s driven, at most 6 s of it caught up in 250 ms: 3.9 m a frame.
        if (before !== null) widestStep = Math.max(widestStep, Math.abs(x - before));
        before = x;
      }
      expect(widestStep).toBeLessThan(4.5);
    }),
    { numRuns: 30 },
  );
});

test('a car found far from where it was fades in there', () => {
  const table = new VehicleTable();
  table.take(fix(7, 0, 0), start);
  table.take(fix(7, 1_000, 5_000), start + 100);
  table.advance(start + 500);
  expect(metres(table.drawn(0, start + 500).x)).toBeCloseTo(5_000, 0);
  expect(table.floats[word.born]).toBeCloseTo(0.1, 3);
});

test('rows stay without holes and each handle keeps its car, whatever comes and goes', () => {
  const handle = fc.integer({ min: 0, max: 20 });
  const action = fc.record({ handle, leaves: fc.boolean() });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const table = new VehicleTable(2);
      const here = new Set<number>();
      actions.forEach((now, i) => {
        if (now.leaves) table.remove(now.handle);
        else table.take(fix(now.handle, i, now.handle * 100), start);
        if (now.leaves) here.delete(now.handle);
        else here.add(now.handle);
        expect(table.count).toBe(here.size);
        for (const each of here) {
          const row = table.rowOf(each);
          expect(table.handleAt(row)).toBe(each);
          expect(metres(table.floats[row * wordsPerCar + word.x1])).toBeCloseTo(each * 100, 1);
        }
      });
    }),
  );
});

test('only the rows that changed are handed over', () => {
  const table = new VehicleTable();
  for (let handle = 0; handle < 5; handle++) table.take(fix(handle, 0, 0), start);
  expect(table.takeChanged()).toEqual([0, 1, 2, 3, 4]);
  expect(table.takeChanged()).toEqual([]);
  table.take(fix(3, 0, 0, { status: 2 }), start);
  table.take(fix(3, 0, 0, { status: 1 }), start);
  expect(table.takeChanged()).toEqual([3]);
  table.take(fix(3, 0, 0, { status: 1 }), start);
  expect(table.takeChanged()).toEqual([]);
});

test('a row that is gone is not handed over', () => {
  const table = new VehicleTable();
  for (let handle = 0; handle < 3; handle++) table.take(fix(handle, 0, 0), start);
  table.remove(0);
  expect(table.takeChanged().sort()).toEqual([0, 1]);
});

test('M5 what a car is led to does not depend on how often it is looked at', () => {
  const gaps = fc.array(fc.integer({ min: 100, max: 2_500 }), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(gaps, fc.constantFrom(16, 50, 90), (fixes, everyMs) => {
      const table = new VehicleTable();
      let timeMs = 0;
      const driven = fixes.map((gapMs) => {
        timeMs += gapMs;
        return fix(1, timeMs, timeMs / 100);
      });
      // Everything is known long before it is drawn.
      for (const each of driven) table.take(each, start - 1);
      const first = driven[0].timeMs - start;
      let farthest = 0;
      for (let now = 0; now < timeMs; now += everyMs) {
        table.advance(start + now);
        if (now < first) continue;
        farthest = Math.max(farthest, Math.abs(metres(table.drawn(0, start + now).x) - now / 100));
      }
      expect(farthest).toBeLessThan(0.05);
    }),
    { numRuns: 50 },
  );
});

test('a day on the screen loses no milliseconds', () => {
  const table = new VehicleTable();
  const day = 86_400_000;
  for (let ms = 0; ms <= day; ms += 1_800_000) {
    table.take(fix(7, ms, 0), start + ms);
    table.advance(start + ms);
  }
  table.take(fix(7, day + 1_000, 10), start + day);
  table.advance(start + day + 500);
  // It catches up for 250 ms, then drives 750 ms.
  expect(metres(table.drawn(0, start + day + 500).x)).toBeCloseTo(10 / 3, 2);
});

test('the trail is the last minute of fixes', () => {
  const table = new VehicleTable();
  for (let s = 0; s < 200; s++) table.take(fix(7, s * 1_000, s * 10), start + s * 1_000);
  table.advance(start + 198_500);
  const trail = table.trail(0, start + 198_500, 60_000);
  expect(trail).toHaveLength(61);
  expect(trail[0].timeMs).toBe(start + 139_000);
  expect(trail[trail.length - 1].timeMs).toBe(start + 199_000);
});
