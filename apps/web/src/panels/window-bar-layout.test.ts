import { expect, test } from 'vitest';
import type { DriverWindow } from '../speed/api-answers.ts';
import { windowBars } from './window-bar-layout.ts';

function window(startMs: number, meanKmh: number | null, more: Partial<DriverWindow> = {}): DriverWindow {
  return {
    ...{
      startMs,
      meanKmh,
      distanceM: 0,
      timeS: 10,
      movingS: null,
      idleS: null,
      stoppedS: null,
      fixes: 10,
      outliers: 0,
      partial: false,
      provisional: false,
    },
    ...{ trueKmh: null, comparable: false },
    ...more,
  };
}

test('each window stands at its own time: a missing one leaves a gap', () => {
  const { bars, lastStartMs } = windowBars([window(10_000, 30), window(40_000, 10)], 10_000, 5);
  expect(bars.map(({ place }) => place)).toEqual([1, 4]);
  expect(lastStartMs).toBe(40_000);
});

test('the axis ends at the next 20 km/h and holds every bar', () => {
  const { bars, topKmh } = windowBars([window(0, 41), window(10_000, 60)], 10_000, 5);
  expect(topKmh).toBe(60);
  expect(bars.map(({ part }) => part)).toEqual([41 / 60, 1]);
  expect(windowBars([window(0, 0)], 10_000, 5).topKmh).toBe(20);
});

test('a window without a speed has no bar, an old one neither', () => {
  const { bars } = windowBars([window(0, 30), window(90_000, null), window(100_000, 20)], 10_000, 5);
  expect(bars).toHaveLength(1);
});

test('what is not final looks so', () => {
  const given = [
    window(0, 1, { partial: true }),
    window(10_000, 1, { provisional: true }),
    window(20_000, 1),
  ];
  expect(windowBars(given, 10_000, 5).bars.map(({ state }) => state)).toEqual([
    'partial',
    'provisional',
    'closed',
  ]);
});
