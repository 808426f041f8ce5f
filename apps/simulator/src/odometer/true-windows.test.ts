import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countReading, longestGapMs, noSums, type TrueWindow, windowMs } from './true-windows.ts';

type Reading = readonly [occurredAtMs: number, odometerM: number];

/** The rule read plainly: all segments, then summed by the window of their later end. */
function byDefinition(readings: readonly Reading[]): Map<number, { distanceM: number; timeS: number }> {
  const windows = new Map<number, { distanceM: number; timeS: number }>();
  for (let i = 1; i < readings.length; i++) {
    const gapMs = readings[i][0] - readings[i - 1][0];
    if (gapMs > longestGapMs) continue;
    const startMs = Math.floor(readings[i][0] / windowMs) * windowMs;
    const sums = windows.get(startMs) ?? { distanceM: 0, timeS: 0 };
    sums.distanceM += readings[i][1] - readings[i - 1][1];
    sums.timeS += gapMs / 1_000;
    windows.set(startMs, sums);
  }
  return windows;
}

const anyReadings = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 90_000 }), fc.nat(400)), { minLength: 2, maxLength: 60 })
  .map((steps) => {
    let ms = 1_000_000;
    let metres = 0;
    return steps.map(([gapMs, drivenM]): Reading => {
      ms += gapMs;
      metres += drivenM;
      return [ms, metres];
    });
  });

function count(readings: readonly Reading[], sums = noSums()): TrueWindow[] {
  return readings.flatMap(([ms, metres]) => countReading(sums, 'driver-0001', ms, metres) ?? []);
}

test('W4 W5 true windows hold the segments that end in them, and none across a gap', () => {
  fc.assert(
    fc.property(anyReadings, (readings) => {
      const expected = byDefinition(readings);
      const last = Math.floor(readings[readings.length - 1][0] / windowMs) * windowMs;
      const ended = count(readings);
      for (const window of ended) {
        expect(window.distanceM).toBeCloseTo(expected.get(window.startMs)?.distanceM ?? -1, 6);
        expect(window.timeS).toBeCloseTo(expected.get(window.startMs)?.timeS ?? -1, 6);
      }
      const wanted = [...expected.keys()].filter((startMs) => startMs !== last).sort((a, b) => a - b);
      expect(ended.map((window) => window.startMs)).toEqual(wanted);
    }),
  );
});

test('readings that come again change nothing', () => {
  fc.assert(
    fc.property(anyReadings, fc.nat(), (readings, cut) => {
      const at = cut % readings.length;
      const again = [...readings.slice(0, at), ...readings.slice(Math.max(0, at - 5))];
      expect(count(again)).toEqual(count(readings));
    }),
  );
});

test('an odometer that begins anew makes no segment', () => {
  const sums = noSums();
  count(
    [
      [10_000, 500],
      [11_000, 510],
    ],
    sums,
  );
  const ended = count(
    [
      [12_000, 3],
      [13_000, 10],
      [20_000, 20],
    ],
    sums,
  );
  expect(ended).toEqual([{ driverId: 'driver-0001', startMs: 10_000, distanceM: 17, timeS: 2 }]);
});
