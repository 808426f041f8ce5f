import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bearingDeg } from './bearing.ts';
import { destination } from './destination.ts';
import { distanceM, lineLengthM } from './distance.ts';
import { headingDifferenceDeg } from './heading.ts';
import { earthRadiusM } from './position.ts';

const position = fc.record({
  latitude: fc.double({ min: -85, max: 85, noNaN: true }),
  longitude: fc.double({ min: -180, max: 179.999, noNaN: true }),
});
const heading = fc.double({ min: 0, max: 359.999, noNaN: true });
const montevideo = { latitude: -34.9058, longitude: -56.1913 };
const buenosAires = { latitude: -34.6037, longitude: -58.3816 };

test('Montevideo and Buenos Aires lie 203 km apart', () => {
  // Ellipsoidal (Vincenty) distance: 203.6 km; the sphere may differ by half a per cent.
  expect(distanceM(montevideo, buenosAires) / 1000).toBeCloseTo(203, -0.5);
});

test('a degree of latitude is one 360th of the circumference', () => {
  const degree = distanceM({ latitude: 10, longitude: 5 }, { latitude: 11, longitude: 5 });
  expect(degree).toBeCloseTo((2 * Math.PI * earthRadiusM) / 360, 6);
});

test('antipodes lie half a circumference apart', () => {
  const half = distanceM({ latitude: 12.3, longitude: 45.6 }, { latitude: -12.3, longitude: -134.4 });
  expect(half).toBeCloseTo(Math.PI * earthRadiusM, 0);
});

test('distance is symmetric, zero only on the spot and obeys the triangle inequality', () => {
  fc.assert(
    fc.property(position, position, position, (a, b, c) => {
      expect(distanceM(a, a)).toBe(0);
      expect(distanceM(a, b)).toBeCloseTo(distanceM(b, a), 6);
      expect(distanceM(a, c)).toBeLessThanOrEqual(distanceM(a, b) + distanceM(b, c) + 1e-3);
    }),
  );
});

test('the length of a line is the sum of its pieces', () => {
  expect(lineLengthM([])).toBe(0);
  expect(lineLengthM([montevideo])).toBe(0);
  expect(lineLengthM([montevideo, buenosAires, montevideo])).toBeCloseTo(
    2 * distanceM(montevideo, buenosAires),
    6,
  );
});

test('north, east, south and west are 0, 90, 180 and 270 degrees', () => {
  const at = (latitude: number, longitude: number) =>
    bearingDeg({ latitude: 0, longitude: 0 }, { latitude, longitude });
  expect([at(1, 0), at(0, 1), at(-1, 0), at(0, -1), at(0, 0)]).toEqual([0, 90, 180, 270, 0]);
});

test('a move by metres at a heading is as long as asked and leaves in that direction', () => {
  fc.assert(
    fc.property(
      position,
      heading,
      fc.double({ min: 1, max: 100_000, noNaN: true }),
      (from, headingDeg, lengthM) => {
        const to = destination(from, headingDeg, lengthM);
        expect(Math.abs(distanceM(from, to) - lengthM)).toBeLessThan(1e-3);
        expect(Math.abs(headingDifferenceDeg(bearingDeg(from, to), headingDeg))).toBeLessThan(0.01);
        expect(to.longitude).toBeGreaterThanOrEqual(-180);
        expect(to.longitude).toBeLessThan(180);
      },
    ),
  );
});
