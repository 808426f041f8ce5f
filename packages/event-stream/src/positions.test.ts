import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePositions, placeToGoOn, placeToStart, positionAfter } from './positions.ts';

const position = fc.bigInt({ min: 0n, max: 2n ** 128n }).map(String);

test('positions compare as the numbers they are written as', () => {
  fc.assert(
    fc.property(position, position, (a, b) => {
      const [x, y] = [BigInt(a), BigInt(b)];
      expect(Math.sign(comparePositions(a, b))).toBe(x < y ? -1 : x > y ? 1 : 0);
      expect(comparePositions(a, positionAfter(a))).toBeLessThan(0);
    }),
  );
});

const bounds = { first: '5', next: '12' };

test('a position inside the log, or right at its end, is where reading begins', () => {
  for (const asked of ['5', '9', '12']) {
    expect(placeToStart({ from: 'position', position: asked }, bounds, null)).toEqual({
      next: asked,
      missing: null,
    });
  }
  expect(placeToStart({ from: 'after', position: '4' }, bounds, null)).toEqual({ next: '5', missing: null });
});

test('a position that the log does not hold is missing, and its first record comes next', () => {
  expect(placeToGoOn('4', bounds)).toEqual({ next: '5', missing: '4' });
  expect(placeToGoOn('13', bounds)).toEqual({ next: '5', missing: '13' });
});

test('a time begins at its record, or at the end as it was when asked', () => {
  const start = { from: 'time', timeMs: 1 } as const;
  expect(placeToStart(start, bounds, '7').next).toBe('7');
  expect(placeToStart(start, bounds, null).next).toBe('12');
  expect(placeToStart(start, bounds, '14').next).toBe('12');
});
