import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CrowdedCar, densityCells, isCrowded } from './density-cells.ts';

const car = fc.record({
  x: fc.double({ min: -100, max: 1_500, noNaN: true }),
  y: fc.double({ min: -100, max: 1_000, noNaN: true }),
  speedMps: fc.option(fc.double({ min: 0, max: 40, noNaN: true })),
});

test('M7 every car is counted in exactly one cell', () => {
  fc.assert(
    fc.property(fc.array(car, { maxLength: 300 }), (cars) => {
      expect(densityCells(cars).reduce((sum, cell) => sum + cell.count, 0)).toBe(cars.length);
    }),
  );
});

test('M7 a cell has the mean speed of the cars that say theirs', () => {
  const at = (speedMps: number | null): CrowdedCar => ({ x: 10, y: 10, speedMps });
  expect(densityCells([at(10), at(null), at(20)])).toEqual([{ x: 10, y: 10, count: 3, meanKmh: 54 }]);
  expect(densityCells([at(null)])[0].meanKmh).toBeNull();
});

test('M7 cars that lie apart are drawn one by one, a crowd is not', () => {
  const apart = Array.from({ length: 100 }, (_, i) => ({ x: i * 20, y: 5, speedMps: 1 }));
  const crowd = apart.map(({ x }) => ({ x: x / 20, y: 5, speedMps: 1 }));
  expect(isCrowded(apart, false)).toBe(false);
  expect(isCrowded(crowd, false)).toBe(true);
  expect(isCrowded([], true)).toBe(false);
});

test('M7 a share between the two bounds changes nothing', () => {
  const pairs = Array.from({ length: 40 }, () => ({ x: 1, y: 1, speedMps: 1 }));
  const alone = Array.from({ length: 60 }, (_, i) => ({ x: 100 + i * 20, y: 1, speedMps: 1 }));
  expect(isCrowded([...pairs, ...alone], false)).toBe(false);
  expect(isCrowded([...pairs, ...alone], true)).toBe(true);
});
