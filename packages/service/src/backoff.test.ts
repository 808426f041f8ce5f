import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

const backoff = { firstMs: 100, maxMs: 10_000 };

test('the wait doubles with each failure up to the cap', () => {
  const longest = [1, 2, 3, 7, 8, 1_000].map((failures) => backoffMs(failures, backoff, () => 1));
  expect(longest).toEqual([100, 200, 400, 6_400, 10_000, 10_000]);
});

test('every wait lies in the upper half of its full length', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (n, r) => {
        const full = backoffMs(n, backoff, () => 1);
        const wait = backoffMs(n, backoff, () => r);
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThanOrEqual(full);
      },
    ),
  );
});
