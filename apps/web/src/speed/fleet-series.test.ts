import { expect, test } from 'vitest';
import { fleetSeries } from './fleet-series.ts';

const window = (startMs: number, p50: number, provisional = false) => ({
  startMs,
  p5: p50 - 5,
  p50,
  p95: p50 + 5,
  drivers: 3,
  movingS: null,
  idleS: null,
  stoppedS: null,
  provisional,
});

test('a window holds its value from its start to its end', () => {
  const series = fleetSeries([window(0, 20), window(10, 22)], 10);
  expect(series.edgesMs).toEqual([0, 9, 10, 19]);
  expect(series.complete.p50).toEqual([20, 20, 22, 22]);
  expect(series.middlesMs).toEqual([5, 15]);
});

test('a window without rows is a hole in the line', () => {
  const series = fleetSeries([window(0, 20), window(20, 22)], 10);
  expect(series.complete.p50).toEqual([20, 20, null, null, 22, 22]);
  expect(series.windows[1]).toBeNull();
});

test('W14 provisional windows have lines of their own, joined to the end of the last complete one', () => {
  const series = fleetSeries([window(0, 20), window(10, 21), window(20, 22, true)], 10);
  expect(series.complete.p50).toEqual([20, 20, 21, 21, null, null]);
  expect(series.provisional.p50).toEqual([null, null, null, 21, 22, 22]);
  expect(series.provisional.p95).toEqual([null, null, null, 26, 27, 27]);
});

test('no windows make no points', () => {
  const none = { p95: [], p5: [], p50: [] };
  expect(fleetSeries([], 10)).toEqual({
    edgesMs: [],
    complete: none,
    provisional: none,
    windows: [],
    middlesMs: [],
  });
});
