import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventBudget, fleetBudget, shares } from './latency-budget.ts';

const ms = fc.integer({ min: 0, max: 10_000 });

test('the parts of an event’s way add up to the whole of it', () => {
  fc.assert(
    fc.property(ms, ms, ms, ms, ms, (occurredAtMs, arrivalMs, sentAtMs, receivedAtMs, drawnAtMs) => {
      const stages = eventBudget({ occurredAtMs, arrivalMs, sentAtMs, receivedAtMs, drawnAtMs });
      expect(stages.reduce((sum, stage) => sum + stage.ms, 0)).toBe(drawnAtMs - occurredAtMs);
      const all = shares(stages).reduce((sum, share) => sum + share, 0);
      expect(all === 0 || Math.abs(all - 100) < 1e-9).toBe(true);
    }),
  );
});

test('the fleet’s parts add up to the delay, and there are none before it is known', () => {
  const stages = fleetBudget({ fixAgeMs: 40, socketMs: 10, delayMs: 1_200 });
  expect(stages?.reduce((sum, stage) => sum + stage.ms, 0)).toBe(1_200);
  expect(fleetBudget({ fixAgeMs: null, socketMs: 10, delayMs: 1_200 })).toBeNull();
});
