import { expect, test } from 'vitest';
import { arrivesAt, arrivesIn, shareDriven, wayText } from './arrival.ts';

test('an arrival is told to the minute', () => {
  expect([10, 45, 95, 720].map(arrivesIn)).toEqual(['now', 'in 1 min', 'in 2 min', 'in 12 min']);
  expect(arrivesAt(Date.UTC(2026, 0, 1, 14, 30), 125, 'UTC')).toBe('14:32');
});

test('a way is told in metres, then in kilometres', () => {
  expect([4, 347, 999, 1_000, 12_345].map(wayText)).toEqual(['0 m', '350 m', '1000 m', '1.0 km', '12.3 km']);
});

test('the share of a way that is behind stays between none and all', () => {
  expect(shareDriven(1_000, 250)).toBe(0.75);
  expect(shareDriven(0, 0)).toBe(0);
  expect(shareDriven(100, 200)).toBe(0);
});
