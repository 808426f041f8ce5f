import { expect, test } from 'vitest';
import type { ConsumerAnswer } from './api-answers.ts';
import { firstClose } from './first-close.ts';
import { noCounts } from './testing/no-counts.ts';

const status: Extract<ConsumerAnswer, { pausable: boolean }> = {
  service: 'driver-speed',
  group: 'driver-speed',
  paused: false,
  pausable: true,
  eventsPerSecond: 300,
  lastArrivalMs: 1_000_031_000,
  partitions: [],
  counts: noCounts,
  rejectedByReason: {},
  watermarkMs: 1_000_018_000,
  nextWindowStartMs: 1_000_020_000,
  windowMs: 10_000,
  graceMs: 10_000,
};

test('W6 a window closes when the watermark reaches its end', () => {
  expect(firstClose(status, 10_000, 0)).toEqual({
    kind: 'closes',
    startMs: 1_000_020_000,
    endMs: 1_000_030_000,
    inMs: 12_000,
  });
  expect(firstClose(status, 10_000, 2_500)).toMatchObject({ inMs: 9_500 });
});

test('W14 a longer window closes with its last base window', () => {
  expect(firstClose(status, 60_000, 0)).toMatchObject({
    startMs: 1_000_020_000,
    endMs: 1_000_080_000,
  });
});

test('the countdown stops at 0', () => {
  expect(firstClose(status, 10_000, 60_000)).toMatchObject({ inMs: 0 });
});

test('it says why nothing can be told', () => {
  expect(firstClose({ ...status, nextWindowStartMs: null }, 10_000, 0)).toEqual({ kind: 'no_fix' });
  expect(firstClose({ ...status, watermarkMs: null }, 10_000, 0)).toEqual({ kind: 'no_fix' });
  expect(firstClose({ ...status, paused: true }, 10_000, 0)).toEqual({ kind: 'paused' });
  const silent = { service: 'driver-speed', group: 'driver-speed', error: 'gone', sinceMs: 7 } as const;
  expect(firstClose(silent, 10_000, 0)).toEqual({ kind: 'silent', error: 'gone', sinceMs: 7 });
});
