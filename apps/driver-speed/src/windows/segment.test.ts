import { metresPerLatitudeDeg } from '@rumo/geo';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentDistanceM } from './segment.ts';

function point(second: number, northM: number, speedMps: number | null) {
  const latitude = -34.9 + northM / metresPerLatitudeDeg;
  return { occurredAtMs: second * 1_000, latitude, longitude: -56.2, speedMps, accuracyM: 5 };
}

test('W3 the speeds of both ends are integrated, whatever the positions say', () => {
  expect(segmentDistanceM(point(0, 0, 10), point(2, 25, 14))).toBe(24);
});

test('W3 one known speed stands for both ends', () => {
  expect(segmentDistanceM(point(0, 0, null), point(2, 25, 14))).toBe(28);
  expect(segmentDistanceM(point(0, 0, 14), point(2, 25, null))).toBe(28);
});

test('W3 without a speed at either end the distance is the chord', () => {
  expect(segmentDistanceM(point(0, 0, null), point(2, 25, null))).toBeCloseTo(25, 3);
});

test('W5 a jump faster than 70 m/s is an outlier even where the device says it stands', () => {
  expect(segmentDistanceM(point(0, 0, 0), point(1, 69, 0))).toBe(0);
  expect(segmentDistanceM(point(0, 0, 0), point(1, 71, 0))).toBeNull();
});

test('W5 a speed above 70 m/s is an outlier even where the positions stand', () => {
  expect(segmentDistanceM(point(0, 0, 70), point(1, 0, 70))).toBe(70);
  expect(segmentDistanceM(point(0, 0, 70), point(1, 0, 70.1))).toBeNull();
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
    fc.property(noisy, (fixes) => {
      const points = fixes.map(({ northM, speedMps }, second) => point(second, northM, speedMps));
      let distanceM = 0;
      for (let i = 1; i < points.length; i++) distanceM += segmentDistanceM(points[i - 1], points[i]) ?? 0;
      expect((distanceM / 30) * 3.6).toBeLessThan(1);
    }),
  );
});
