import { expect, test } from 'vitest';
import { sparklinePath } from './sparkline-path.ts';

test('the line runs from left to right, 0 at the bottom', () => {
  expect(sparklinePath([0, 40, 80], 80, 100, 20)).toBe('M0 20L50 10L100 0');
});

test('a null breaks the line and a lone point stays visible', () => {
  expect(sparklinePath([10, null, 80, 0], 80, 90, 8)).toBe('M0 7h1M60 0L90 8');
  expect(sparklinePath([null, null], 80, 90, 8)).toBe('');
});

test('what is faster than the top stays in the box', () => {
  expect(sparklinePath([500, -3], 80, 10, 20)).toBe('M0 0L10 20');
});
