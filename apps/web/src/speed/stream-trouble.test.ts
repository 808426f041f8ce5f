import { expect, test } from 'vitest';
import type { ConsumerAnswer } from './api-answers.ts';
import { streamTrouble } from './stream-trouble.ts';

const running = {
  service: 'driver-speed',
  paused: false,
  lastArrivalMs: 1_000_000,
  partitions: [
    { partition: 0, position: '1', lag: 3_000 },
    { partition: 1, position: null, lag: null },
  ],
} as unknown as ConsumerAnswer;
const changed = (changes: object) => [{ ...running, ...changes } as ConsumerAnswer];

test('a stream that flows is no trouble', () => {
  expect(streamTrouble([running], 1_005_000)).toBeNull();
  expect(streamTrouble([], 0)).toBeNull();
  expect(streamTrouble(changed({ lastArrivalMs: null }), 1_005_000)).toBeNull();
});

test('it says what is wrong and how much waits', () => {
  expect(streamTrouble(changed({ paused: true }), 1_005_000)?.what).toContain('3,000 records wait');
  const behind = changed({ partitions: [{ partition: 0, position: '1', lag: 90_000 }] });
  expect(streamTrouble(behind, 1_005_000)?.what).toContain('90,000 records to read');
  expect(streamTrouble([running], 1_075_000)).toEqual({
    what: 'No events for 1 min 15 s: what is shown is the last there was.',
    grave: true,
  });
  const silent = {
    service: 'driver-speed',
    group: 'driver-speed',
    error: 'It is gone.',
    sinceMs: 0,
  } as const;
  expect(streamTrouble([silent], 0)?.what).toMatch(/^It is gone\. Since \d\d:\d\d:\d\d/);
});
