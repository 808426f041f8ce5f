import { expect, test } from 'vitest';
import { nearestHeight, nextHeight } from './sheet-height.ts';

test('the sheet steps through its three heights and round again', () => {
  expect(nextHeight('low')).toBe('half');
  expect(nextHeight('half')).toBe('full');
  expect(nextHeight('full')).toBe('low');
});

test('a sheet let go settles to the nearest height', () => {
  expect(nearestHeight(0, 800)).toBe('low');
  expect(nearestHeight(330, 800)).toBe('half');
  expect(nearestHeight(700, 800)).toBe('full');
});
