import { expect, test } from 'vitest';
import type { DriverWindow } from './api-answers.ts';
import { driverSummary, windowError } from './driver-summary.ts';

const window = (changes: Partial<DriverWindow>): DriverWindow => ({
  startMs: 0,
  meanKmh: 36,
  distanceM: 100,
  timeS: 10,
  movingS: null,
  idleS: null,
  stoppedS: null,
  fixes: 10,
  outliers: 0,
  partial: false,
  provisional: false,
  trueKmh: 34,
  comparable: true,
  ...changes,
});

test('W3 the mean over windows is Σ distance / Σ time', () => {
  const summary = driverSummary([window({}), window({ meanKmh: 0, distanceM: 0, timeS: 2 })]);
  expect(summary.meanKmh).toBeCloseTo((100 / 12) * 3.6, 10);
  expect(summary.fastestKmh).toBe(36);
});

test('W3 without time there is no mean', () => {
  expect(driverSummary([window({ meanKmh: null, timeS: 0, distanceM: 0 })])).toMatchObject({
    meanKmh: null,
    fastestKmh: null,
  });
  expect(driverSummary([])).toMatchObject({ windows: 0, meanKmh: null, meanAbsErrorKmh: null, compared: 0 });
});

test('the error is taken over complete windows of the same intervals alone', () => {
  const summary = driverSummary([
    window({}),
    window({ trueKmh: 40 }),
    window({ trueKmh: 90, provisional: true }),
    window({ trueKmh: 90, comparable: false }),
    window({ trueKmh: null, comparable: false }),
  ]);
  expect(summary).toMatchObject({ meanAbsErrorKmh: 3, compared: 2 });
  expect(windowError(window({}))).toBe(2);
  expect(windowError(window({ meanKmh: null }))).toBeNull();
});
