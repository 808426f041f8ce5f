import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DrawClock, drawTimeAt, jumpMs, mostRateChange, nextDrawClock } from './draw-clock.ts';

test('M5 the drawn time moves on evenly while its target jitters', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -400, max: 400 }), { maxLength: 200 }), (jitter) => {
      let clock: DrawClock = nextDrawClock(null, 0, 10_000);
      jitter.forEach((error, tick) => {
        const now = 50 * (tick + 1);
        const before = drawTimeAt(clock, now);
        const next = nextDrawClock(clock, now, 10_000 + now + error);
        expect(drawTimeAt(next, now)).toBeCloseTo(before, 6);
        expect(Math.abs(next.rate - 1)).toBeLessThan(mostRateChange + 1e-9);
        clock = next;
      });
    }),
  );
});

test('M5 a changed delay is reached within a minute without a step', () => {
  let clock: DrawClock = nextDrawClock(null, 0, 0);
  for (let ms = 50; ms <= 60_000; ms += 50) clock = nextDrawClock(clock, ms, ms - 1_200);
  expect(Math.abs(drawTimeAt(clock, 60_000) - (60_000 - 1_200))).toBeLessThan(20);
});

test('after a sleep the picture jumps to the present once', () => {
  const slept = { drawMs: 1_000, atMs: 0, rate: 1 };
  const woken = nextDrawClock(slept, 50, 3_601_000);
  expect(woken).toEqual({ drawMs: 3_601_000, atMs: 50, rate: 1 });
  expect(drawTimeAt(nextDrawClock(woken, 100, 3_601_050), 100)).toBe(3_601_050);
  expect(drawTimeAt(nextDrawClock(slept, 0, 1_000 + jumpMs), 0)).toBe(1_000);
});

test('the first picture is drawn at the target', () => {
  expect(drawTimeAt(nextDrawClock(null, 16, 777), 16)).toBe(777);
});
