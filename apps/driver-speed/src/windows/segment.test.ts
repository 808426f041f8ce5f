import { metresPerLatitudeDeg } from '@rumo/geo';
import { expect, test } from 'vitest';
import { isJump, positionNoiseM2, segmentDistanceM } from './segment.ts';

function point(second: number, northM: number, accuracyM: number | null = 5) {
  const latitude = -34.9 + northM / metresPerLatitudeDeg;
  return { occurredAtMs: second * 1_000, latitude, longitude: -56.2, speedMps: null, accuracyM };
}

test('W3 where fixes are a second apart the speed decides, whatever the positions say', () => {
  expect(segmentDistanceM(point(0, 0), point(1, 25), 12)).toBeCloseTo(12, 0);
});

test('W3 over longer times the chord weighs more, and more the better the positions are', () => {
  const shares = [2, 5, 10, 30].map((seconds) => {
    const metres = segmentDistanceM(point(0, 0), point(seconds, 0), 10) as number;
    return metres / (10 * seconds);
  });
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
  expect(shares[0]).toBeGreaterThan(0.8);
  expect(shares[3]).toBeLessThan(0.01);
  const precise = segmentDistanceM(point(0, 0, 2), point(5, 0, 2), 10) as number;
  expect(precise).toBeLessThan(segmentDistanceM(point(0, 0, 20), point(5, 0, 20), 10) as number);
});

test('W3 the weights are those of the rule', () => {
  const chordShare = ((0.2 * 10) ** 2 * 5 ** 3) / 12 / (((0.2 * 10) ** 2 * 5 ** 3) / 12 + 2 * 25 * 0.438_812);
  const metres = segmentDistanceM(point(0, 0), point(5, 30), 10) as number;
  expect(metres).toBeCloseTo(50 - chordShare * 20, 2);
});

test('W3 W12 where the device says it stands the chord is nothing', () => {
  expect(segmentDistanceM(point(0, 0), point(10, 40), 0)).toBe(0);
});

test('W3 an accuracy that is unknown is 5 m, and one beyond belief is held between 1 and 100 m', () => {
  const noise = (accuracyM: number | null) => positionNoiseM2({ accuracyM });
  expect(noise(null)).toBe(noise(5));
  expect(noise(0)).toBe(noise(1));
  expect(noise(100_000)).toBe(noise(100));
});

test('W5 a jump faster than 70 m/s is an outlier even where the device says it stands', () => {
  expect(segmentDistanceM(point(0, 0), point(1, 69), 0)).toBe(0);
  expect(segmentDistanceM(point(0, 0), point(1, 71), 0)).toBeNull();
  expect(isJump(point(0, 0), point(1, 69))).toBe(false);
  expect(isJump(point(0, 0), point(1, 71))).toBe(true);
});

test('W5 a speed above 70 m/s is an outlier even where the positions stand', () => {
  expect(segmentDistanceM(point(0, 0), point(1, 0), 70)).not.toBeNull();
  expect(segmentDistanceM(point(0, 0), point(1, 0), 70.05)).toBeNull();
});

test('W5 another limit is what the setting says', () => {
  expect(segmentDistanceM(point(0, 0), point(1, 41), 0, 42)).toBe(0);
  expect(segmentDistanceM(point(0, 0), point(1, 43), 0, 42)).toBeNull();
  expect(isJump(point(0, 0), point(1, 43), 42)).toBe(true);
});
