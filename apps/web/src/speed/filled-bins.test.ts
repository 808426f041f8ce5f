import { expect, test } from 'vitest';
import { filledBins } from './filled-bins.ts';

test('holes between bins are filled with zeros, from 0 on', () => {
  expect(
    filledBins(
      [
        { bin: 1, drivers: 3 },
        { bin: 3, drivers: 1 },
      ],
      5,
    ),
  ).toEqual([
    { fromKmh: 0, toKmh: 5, drivers: 0 },
    { fromKmh: 5, toKmh: 10, drivers: 3 },
    { fromKmh: 10, toKmh: 15, drivers: 0 },
    { fromKmh: 15, toKmh: 20, drivers: 1 },
  ]);
});

test('without drivers there are no bins', () => {
  expect(filledBins([], 5)).toEqual([]);
});
