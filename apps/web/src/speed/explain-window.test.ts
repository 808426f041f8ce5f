import { expect, test } from 'vitest';
import type { WindowAnswer } from './api-answers.ts';
import { explainedText, type WindowFix, windowDrawing } from './explain-window.ts';

const startMs = 1_780_000_000_000;
const fix = (second: number, more: Partial<WindowFix> = {}): WindowFix => ({
  occurredAtMs: startMs + second * 1_000,
  arrivalMs: startMs + second * 1_000 + 200,
  position: String(100 + second),
  sequence: second,
  latitude: -34.9 + second * 0.0001,
  longitude: -56.2,
  accuracyM: 4,
  speedMps: 10,
  headingDeg: 0,
  status: 'on_trip',
  outcome: 'used',
  segment: { distanceM: 11, timeMs: 1_000, outlier: false },
  ...more,
});
const explained = (fixes: readonly WindowFix[], before: WindowFix | null = null): WindowAnswer => ({
  driverId: 'driver-1',
  windowStartMs: startMs,
  windowMs: 10_000,
  row: { meanKmh: 39.6, distanceM: 22, timeS: 2, fixes: 2, outliers: 0, partial: false },
  before,
  fixes,
  note: null,
});

test('fixes lie by their time, and by their order of arrival beside it', () => {
  const held = fix(2, { arrivalMs: startMs + 9_000 });
  const { marks } = windowDrawing(explained([fix(1), held, fix(5)]));
  expect(marks.map(({ timeShare }) => timeShare)).toEqual([0.1, 0.2, 0.5]);
  expect(marks.map(({ arrivalRank }) => arrivalRank)).toEqual([1, 3, 2]);
  expect(marks.map(({ arrivalShare }) => arrivalShare)).toEqual([0, 1, 0.5]);
  expect(marks[1].delayMs).toBe(7_000);
});

test('fixes of one batch have one arrival and come in the order of the log', () => {
  const arrivalMs = startMs + 9_000;
  const { marks } = windowDrawing(
    explained([fix(1, { arrivalMs, position: '100' }), fix(2, { arrivalMs, position: '99' })]),
  );
  expect(marks.map(({ arrivalRank }) => arrivalRank)).toEqual([2, 1]);
});

test('W4 the first segment comes from the fix before the window and is drawn from there', () => {
  const { segments, marks, windowShare, fromMs } = windowDrawing(
    explained([fix(1)], fix(-1, { segment: null })),
  );
  expect(fromMs).toBe(startMs - 1_000);
  expect(windowShare).toBeCloseTo(1 / 11);
  expect(marks[0]).toMatchObject({ isBefore: true, timeShare: 0 });
  expect(segments).toEqual([
    { fromShare: 1 / 11, toShare: 2 / 11, distanceM: 11, kmh: expect.closeTo(39.6), outlier: false },
  ]);
});

test('a fix from long before keeps to the left edge instead of pressing the window together', () => {
  const { marks, fromMs } = windowDrawing(explained([fix(1)], fix(-50)));
  expect(fromMs).toBe(startMs - 2_500);
  expect(marks[0].timeShare).toBe(0);
});

test('the way lies within its square, north up', () => {
  const { path, pathM } = windowDrawing(explained([fix(1), fix(9)]));
  expect(path[0].y).toBeCloseTo(1);
  expect(path[1].y).toBeCloseTo(0);
  expect(path[0].x).toBeCloseTo(0.5);
  expect(pathM).toBeGreaterThan(85);
});

test('a window of one fix, or of none, can be drawn', () => {
  expect(windowDrawing(explained([fix(3)])).marks[0].arrivalShare).toBe(0.5);
  expect(windowDrawing(explained([]))).toMatchObject({ marks: [], segments: [], path: [], topKmh: 20 });
});

test('an outlier does not stretch the scale of the speeds', () => {
  const jump = fix(2, { segment: { distanceM: 900, timeMs: 1_000, outlier: true } });
  expect(windowDrawing(explained([fix(1), jump])).topKmh).toBe(40);
});

test('the sentence says what was measured and what was left out', () => {
  const late = fix(4, { outcome: 'late', segment: null });
  const again = fix(5, { outcome: 'duplicate', segment: null });
  expect(explainedText(explained([fix(1), fix(2), late, again, again]))).toBe(
    '22 m in 2.0 s = 39.6 km/h. 2 fixes used, 1 late, 2 duplicates.',
  );
  expect(explainedText({ ...explained([late]), row: null })).toBe(
    'No speed: no fix of it was used. 0 fixes used, 1 late.',
  );
  expect(explainedText({ ...explained([fix(1)]), row: null })).toBe(
    'Still open: it has no speed before it closes. 1 fix used.',
  );
});
