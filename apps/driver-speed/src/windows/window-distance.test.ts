import { type DriverStatus, driverStatuses } from '@rumo/events';
import { metresPerLatitudeDeg, metresPerLongitudeDeg } from '@rumo/geo';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type WindowFix, windowSums } from './window-distance.ts';

const gapMs = 60_000;

function point(second: number, northM: number, speedMps: number | null = null, eastM = 0) {
  return {
    occurredAtMs: second * 1_000,
    latitude: -34.9 + northM / metresPerLatitudeDeg,
    longitude: -56.2 + eastM / metresPerLongitudeDeg(-34.9),
    speedMps,
    accuracyM: 5,
    status: 'available' as const,
  };
}

/** Any fixes of one driver, some too far from the one before for a segment, some leaping. */
const anyFixes = fc
  .array(
    fc.record({
      laterMs: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.constant(1), fc.constant(61_000)),
      latitude: fc.double({ min: -35, max: -34.9, noNaN: true }),
      longitude: fc.double({ min: -56.2, max: -56.1, noNaN: true }),
      speedMps: fc.option(fc.double({ min: 0, max: 90, noNaN: true }), { freq: 1 }),
      accuracyM: fc.option(fc.constantFrom(0, 3, 15, 100_000)),
      status: fc.constantFrom(...driverStatuses),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((steps) => {
    let occurredAtMs = 1_780_000_000_000;
    return steps.map(({ laterMs, ...fix }) => {
      occurredAtMs += laterMs;
      return { ...fix, occurredAtMs };
    });
  });

const seconds = Array.from({ length: 11 }, (_, second) => second);

test('W3 missing speeds lie on the line between their neighbours, those at the ends are the nearest', () => {
  const sums = (speeds: readonly (number | null)[]) =>
    windowSums(
      speeds.map((speedMps, second) => point(second, 0, speedMps)),
      gapMs,
    );
  expect(sums([4, null, null, 10])).toEqual(sums([4, 6, 8, 10]));
  expect(sums([null, null, 5, 7, null])).toEqual(sums([5, 5, 5, 7, 7]));
});

test('W3 W12 two missing speeds in a row let no noisy chord in', () => {
  const wandering = seconds.map((second) =>
    point(second, second % 2 === 0 ? 0 : 12, second % 3 === 0 ? 0 : null),
  );
  expect(windowSums(wandering, gapMs)).toMatchObject({ distanceM: 0, timeMs: 10_000, outliers: 0 });
});

test('W3 without any speed a straight drive has its length, less what the noise of its ends adds', () => {
  const { distanceM, timeMs } = windowSums(
    seconds.map((second) => point(second, 12 * second)),
    gapMs,
  );
  expect(timeMs).toBe(10_000);
  expect(distanceM).toBeCloseTo(Math.sqrt(120 ** 2 - 25 * 0.438_812), 2);
});

test('W3 without any speed a turn is driven around, not cut', () => {
  const corner = seconds.map((second) =>
    point(second, 12 * Math.min(5, second), null, 12 * Math.max(0, second - 5)),
  );
  const { distanceM } = windowSums(corner, gapMs);
  expect(distanceM).toBeGreaterThan(100);
  expect(distanceM).toBeLessThan(120);
});

test('W3 without any speed two fixes have their chord, less its noise', () => {
  expect(windowSums([point(0, 0), point(9, 90)], gapMs).distanceM).toBeCloseTo(89.94, 2);
  expect(windowSums([point(0, 0), point(9, 2)], gapMs).distanceM).toBe(0);
});

test('W3 without any speed the noise of a parked car reads far less than its chords', () => {
  const zigzag = seconds.map((second) => point(second, second % 2 === 0 ? 5 : -5));
  expect(windowSums(zigzag, gapMs).distanceM).toBeLessThan(5);
});

test('W5 gaps and outliers break a path: neither their distance nor their time counts', () => {
  const jumped = [point(0, 0), point(1, 20), point(2, 300), point(3, 320), point(70, 400)];
  const { timeMs, outliers, distanceM } = windowSums(jumped, gapMs);
  expect([timeMs, outliers]).toEqual([2_000, 1]);
  expect(distanceM).toBeLessThanOrEqual(40);
  const told = jumped.map((fix) => ({ ...fix, speedMps: 20 }));
  expect(windowSums(told, gapMs)).toMatchObject({ timeMs: 2_000, outliers: 1 });
});

test('W3 one fix has no segment', () => {
  const nothing = { distanceM: 0, timeMs: 0, movingMs: 0, idleMs: 0, outliers: 0 };
  expect(windowSums([point(0, 0)], gapMs)).toEqual(nothing);
  expect(windowSums([point(0, 0, 10)], gapMs)).toEqual(nothing);
});

test('W15 a segment moves from 1 m/s on; below, an available driver is idle and any other one stopped', () => {
  const standing = (status: DriverStatus) => ({ ...point(4, 20, 0), status });
  const fixes = [point(0, 0, 10), point(1, 10, 10), point(2, 20, 10), point(3, 20, 0)];
  const sums = (...more: readonly WindowFix[]) => {
    const { movingMs, idleMs, timeMs } = windowSums([...fixes, ...more], gapMs);
    return [movingMs, idleMs, timeMs];
  };
  expect(sums(standing('available'))).toEqual([3_000, 1_000, 4_000]);
  expect(sums(standing('on_trip'))).toEqual([3_000, 0, 4_000]);
  expect(sums(standing('to_pickup'))).toEqual([3_000, 0, 4_000]);
  const slow = [0, 1, 2].map((second) => point(second, second, 0.9));
  expect(windowSums(slow, gapMs)).toMatchObject({ movingMs: 0, idleMs: 2_000 });
  const faster = [0, 1, 2].map((second) => point(second, 1.1 * second, 1.1));
  expect(windowSums(faster, gapMs)).toMatchObject({ movingMs: 2_000, idleMs: 0 });
});

test('W16 the segments of a window add up to it, with speeds and without', () => {
  fc.assert(
    fc.property(anyFixes, (points) => {
      const segmentsM: number[] = [];
      const { distanceM, timeMs, movingMs, idleMs, outliers } = windowSums(points, gapMs, segmentsM);
      const there = points.map((_, i) => i).filter((i) => !Number.isNaN(segmentsM[i]));
      const sum = (of: (i: number) => number) => there.reduce((total, i) => total + of(i), 0);
      expect(sum((i) => segmentsM[i])).toBeCloseTo(distanceM, 6);
      expect(sum((i) => points[i].occurredAtMs - points[i - 1].occurredAtMs)).toBe(timeMs);
      expect(movingMs + idleMs).toBeLessThanOrEqual(timeMs);
      const gaps = points.filter(
        (point, i) => i > 0 && point.occurredAtMs - points[i - 1].occurredAtMs > gapMs,
      );
      expect(there.length + outliers + gaps.length).toBe(points.length - 1);
    }),
  );
});

test('W3 whatever the fixes, distances are finite and no longer than any device could drive', () => {
  fc.assert(
    fc.property(anyFixes, (points) => {
      const { distanceM, timeMs } = windowSums(points, gapMs);
      expect(distanceM).toBeGreaterThanOrEqual(0);
      expect(distanceM).toBeLessThanOrEqual((70 * timeMs) / 1_000 + 1e-6);
    }),
  );
});

test('W12 a parked car that reports a speed near 0 reads below 1 km/h, however its positions wander', () => {
  const noisy = fc.array(
    fc.record({
      northM: fc.double({ min: -15, max: 15, noNaN: true }),
      speedMps: fc.double({ min: 0, max: 0.27, noNaN: true }),
    }),
    { minLength: 31, maxLength: 31 },
  );
  fc.assert(
    fc.property(noisy, fc.constantFrom(1, 2, 5), (fixes, everyS) => {
      const points = fixes.map(({ northM, speedMps }, i) => point(i * everyS, northM, speedMps));
      const { distanceM, timeMs } = windowSums(points, gapMs);
      expect((distanceM / timeMs) * 3_600).toBeLessThan(1);
    }),
  );
});
