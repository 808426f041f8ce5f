import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jumpMs, mostRateChange, nextDrawTime } from './draw-clock.ts';

test('M5 the drawn time moves on evenly while its target jitters', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -400, max: 400 }), { maxLength: 200 }), (jitter) => {
      let draw = 10_000;
      jitter.forEach((error, frame) => {
        const next = nextDrawTime(draw, 16, 10_000 + 16 * (frame + 1) + error);
        expect(next - draw).toBeGreaterThanOrEqual(16 * (1 - mostRateChange) - 1e-6);
        expect(next - draw).toBeLessThanOrEqual(16 * (1 + mostRateChange) + 1e-6);
        draw = next;
      });
    }),
  );
});

test('M5 a changed delay is reached within a minute without a step', () => {
  let draw = 0;
  for (let ms = 16; ms <= 60_000; ms += 16) draw = nextDrawTime(draw, 16, ms - 1_200);
  expect(Math.abs(draw - (60_000 - 1_200))).toBeLessThan(20);
});

test('after a sleep the picture jumps to the present once', () => {
  const woken = nextDrawTime(1_000, 16, 1_000 + 3_600_000);
  expect(woken).toBe(3_601_000);
  expect(nextDrawTime(woken, 16, woken + 16)).toBe(woken + 16);
  expect(nextDrawTime(0, jumpMs * 2, jumpMs * 2)).toBe(jumpMs * 2);
});

test('the first frame is drawn at the target', () => {
  expect(nextDrawTime(null, 16, 777)).toBe(777);
});
