import fc from 'fast-check';
import { expect, test } from 'vitest';
import { motionShares, motionSum, motionText } from './motion-shares.ts';

const nothing = { movingS: null, idleS: null, stoppedS: null };
const seconds = fc.double({ min: 0, max: 1e6, noNaN: true });

test('the shares add up to one', () => {
  fc.assert(
    fc.property(seconds, seconds, seconds, (movingS, idleS, stoppedS) => {
      fc.pre(movingS + idleS + stoppedS > 0);
      const parts = motionShares({ movingS, idleS, stoppedS }) ?? [];
      expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    }),
  );
});

test('what is not known has no shares, nor has no time at all', () => {
  expect(motionShares({ movingS: null, idleS: 1, stoppedS: 1 })).toBeNull();
  expect(motionShares({ movingS: 0, idleS: 0, stoppedS: 0 })).toBeNull();
});

test('the text names what took time, with its unit', () => {
  expect(motionText(motionShares({ movingS: 80, idleS: 0.2, stoppedS: 10 }) ?? [])).toBe(
    'moving 1 min 20 s, stopped 10 s',
  );
});

test('windows that do not know are left out of the sum', () => {
  expect(
    motionSum([{ movingS: 5, idleS: 5, stoppedS: 0 }, nothing, { movingS: 2, idleS: 0, stoppedS: 8 }]),
  ).toEqual({
    movingS: 7,
    idleS: 5,
    stoppedS: 8,
  });
  expect(motionSum([nothing]).movingS).toBeNull();
});
