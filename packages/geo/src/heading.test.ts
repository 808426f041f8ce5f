import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headingDifferenceDeg, interpolateHeading, normalizeHeading } from './heading.ts';

const heading = fc.double({ min: -1080, max: 1080, noNaN: true });

test('a heading is normalised to 0 up to 360', () => {
  expect([-90, 0, 359.5, 360, 725, -1e-14].map(normalizeHeading)).toEqual([270, 0, 359.5, 0, 5, 0]);
  fc.assert(
    fc.property(heading, (h) => {
      const n = normalizeHeading(h);
      expect(n).toBeGreaterThanOrEqual(0);
      expect(n).toBeLessThan(360);
      expect(Math.cos((n * Math.PI) / 180)).toBeCloseTo(Math.cos((h * Math.PI) / 180), 9);
    }),
  );
});

test('the difference of two headings is the shorter turn, clockwise positive', () => {
  expect(headingDifferenceDeg(350, 10)).toBe(20);
  expect(headingDifferenceDeg(10, 350)).toBe(-20);
  expect(headingDifferenceDeg(90, 270)).toBe(180);
  expect(headingDifferenceDeg(270, 90)).toBe(180);
});

test('turning by the difference arrives at the other heading', () => {
  fc.assert(
    fc.property(heading, heading, (from, to) => {
      const difference = headingDifferenceDeg(from, to);
      expect(Math.abs(difference)).toBeLessThanOrEqual(180);
      expect(Math.abs(headingDifferenceDeg(from + difference, to))).toBeLessThan(1e-9);
    }),
  );
});

test('an interpolated heading starts at one, ends at the other and never leaves the shorter turn', () => {
  expect(interpolateHeading(350, 20, 0.5)).toBeCloseTo(5, 9);
  fc.assert(
    fc.property(heading, heading, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, fraction) => {
      const at = interpolateHeading(from, to, fraction);
      const whole = Math.abs(headingDifferenceDeg(from, to));
      expect(Math.abs(headingDifferenceDeg(from, at))).toBeLessThanOrEqual(whole + 1e-9);
      expect(Math.abs(headingDifferenceDeg(from, interpolateHeading(from, to, 0)))).toBeLessThan(1e-9);
      expect(Math.abs(headingDifferenceDeg(to, interpolateHeading(from, to, 1)))).toBeLessThan(1e-9);
    }),
  );
});
