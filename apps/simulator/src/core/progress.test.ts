import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Progress, stretchesToRepeat, withOffset } from './progress.ts';

test('what is repeated covers every step from the snapshot to the mark once, under the offset it had', () => {
  const pauses = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 900 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pauses, fc.nat(300), fc.nat(300), fc.nat(300), (steps, snapshot, more, acknowledged) => {
      let offsets: Progress['offsets'] = withOffset([], 0, 10_000, 0);
      const truth: number[] = [];
      let offset = 10_000;
      for (const [length, pauseMs] of [...steps, [700, 0] as const]) {
        offsets = withOffset(offsets, truth.length, offset, Math.min(snapshot, truth.length));
        for (let i = 0; i < length; i++) truth.push(offset);
        offset += pauseMs;
      }
      const step = snapshot + more;
      const acknowledgedStep = Math.min(step, acknowledged);
      const stretches = stretchesToRepeat('w', snapshot, { name: 'w', step, acknowledgedStep, offsets });
      let at = snapshot;
      for (const { untilStep, offsetMs, send } of stretches ?? []) {
        expect(untilStep).toBeGreaterThan(at);
        for (; at < untilStep; at++) {
          expect(offsetMs).toBe(truth[at]);
          expect(send).toBe(at >= acknowledgedStep);
        }
      }
      expect(at).toBe(step);
    }),
  );
});

test('a mark of another world, or from before the snapshot, is not used', () => {
  const progress: Progress = { name: 'w', step: 50, acknowledgedStep: 50, offsets: [[20, 5]] };
  expect(stretchesToRepeat('v', 30, progress)).toBeNull();
  expect(stretchesToRepeat('w', 51, progress)).toBeNull();
  expect(stretchesToRepeat('w', 19, progress)).toBeNull();
  expect(stretchesToRepeat('w', 50, progress)).toEqual([]);
});

test('offsets stay few however many pauses there are', () => {
  let offsets: Progress['offsets'] = [];
  for (let pause = 0; pause < 1_000; pause++) offsets = withOffset(offsets, pause * 10, pause, 0);
  expect(offsets.length).toBeLessThanOrEqual(64);
  expect(offsets.at(-1)).toEqual([9_990, 999]);
});
