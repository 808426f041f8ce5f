import type { LiveStatus } from '@rumo/events';
import { expect, test } from 'vitest';
import { connectionHealth, seconds } from './connection-health.ts';
import type { SocketState } from './live-store.ts';

const broker = 1_780_000_000_000;
const status: LiveStatus = {
  drivers: 300,
  driversInView: 120,
  eventsPerSecond: 300,
  lastArrivalMs: broker - 100,
  brokerTimeMs: broker,
  broker: { connected: true, sinceMs: 0 },
  caughtUp: true,
};
const open: SocketState = { kind: 'open', sinceMs: 0 };

test('a stream that flows is live', () => {
  expect(connectionHealth(open, status, 1_000, 1_500)).toEqual({
    level: 'live',
    text: 'Live',
    problem: null,
  });
});

test('a silent broker is named, with how long', () => {
  const lost = { ...status, lastArrivalMs: broker - 12_000, broker: { connected: false, sinceMs: 0 } };
  expect(connectionHealth(open, lost, 1_000, 1_000)).toEqual({
    level: 'old',
    text: 'No events for 12 s. The broker does not answer.',
    problem: 'The broker does not answer.',
  });
});

test('a lost socket says since when there was no news', () => {
  const lost: SocketState = { kind: 'lost', sinceMs: 2_000 };
  expect(connectionHealth(lost, status, 1_000, 31_000)).toEqual({
    level: 'old',
    text: 'No news for 30 s. The live map does not answer.',
    problem: 'The live map does not answer.',
  });
});

test('silence grows old by itself, without a word from the server', () => {
  expect(connectionHealth(open, status, 1_000, 5_900).level).toBe('live');
  expect(connectionHealth(open, status, 1_000, 6_100)).toMatchObject({ level: 'old' });
});

test('before the first event it is waiting, not wrong', () => {
  expect(connectionHealth(open, { ...status, lastArrivalMs: null }, 1_000, 1_000).level).toBe('waiting');
  expect(connectionHealth(open, { ...status, caughtUp: false }, 1_000, 1_000).level).toBe('waiting');
  expect(connectionHealth({ kind: 'connecting', sinceMs: 0 }, null, 0, 100).level).toBe('waiting');
  expect(connectionHealth({ kind: 'connecting', sinceMs: 0 }, null, 0, 60_000).level).toBe('old');
});

test('durations have one unit', () => {
  expect([0, 12_400, 119_000, 180_000, 7_300_000].map(seconds)).toEqual([
    '0 s',
    '12 s',
    '119 s',
    '3 min',
    '2 h',
  ]);
});
