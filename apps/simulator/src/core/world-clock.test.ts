import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resumeClock, turnClock, type WorldClock } from './world-clock.ts';

test('a tick up to 2 s late is caught up, a later one is a pause and the world goes on in the present', () => {
  const clock = { offsetMs: 1_000, lastMs: 50_000 };
  expect(turnClock(clock, 52_100, 100)).toMatchObject({ untilMs: 51_100, pausedMs: 0 });
  const late = turnClock(clock, 3_600_000, 100);
  expect(late.untilMs).toBe(49_100);
  expect(late.untilMs + late.clock.offsetMs).toBe(3_600_000);
  expect(late.pausedMs).toBe(3_600_000 - 50_000 - 100);
});

test('a clock that is set back holds the world until it has caught up', () => {
  const clock = { offsetMs: 1_000, lastMs: 50_000 };
  const behind = turnClock(clock, 45_000, 100);
  expect(behind).toEqual({ clock, untilMs: 49_000, pausedMs: 0, behindMs: 5_000 });
  expect(turnClock(behind.clock, 50_100, 100)).toMatchObject({ untilMs: 49_100, pausedMs: 0, behindMs: 0 });
});

test('neither simulated nor published time ever goes back, whatever the wall clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5_000, max: 9_000 }), { maxLength: 50 }), (steps) => {
      let clock: WorldClock = { offsetMs: 100_000, lastMs: 100_000 };
      let nowMs = 100_000;
      let untilMs = 0;
      for (const step of steps) {
        nowMs += step;
        const turn = turnClock(clock, nowMs, 100);
        expect(turn.untilMs).toBeGreaterThanOrEqual(untilMs);
        expect(turn.clock.offsetMs).toBeGreaterThanOrEqual(clock.offsetMs);
        expect(turn.untilMs - untilMs).toBeLessThanOrEqual(2_100);
        if (turn.behindMs === 0) expect(turn.untilMs + turn.clock.offsetMs).toBe(nowMs);
        untilMs = turn.untilMs;
        clock = turn.clock;
      }
    }),
  );
});

test('a resumed world goes on at the present, or waits where it was when the clock is behind', () => {
  expect(resumeClock(20_000, 1_000, 90_000)).toEqual({ offsetMs: 70_000, lastMs: 90_000 });
  expect(resumeClock(20_000, 1_000, 15_000)).toEqual({ offsetMs: 1_000, lastMs: 21_000 });
});
