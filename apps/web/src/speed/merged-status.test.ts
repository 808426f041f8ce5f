import type { ConsumerStatus, DriverSpeedStatus } from '@rumo/events';
import { expect, test } from 'vitest';
import { mergeDriverSpeeds, mergeLatest, mergeLiveMaps, withUnowned } from './merged-status.ts';
import { noCounts } from './testing/no-counts.ts';

const at = (partition: number, position: string | null, lag: number | null) => ({ partition, position, lag });

const liveMap = (more: Partial<ConsumerStatus>): ConsumerStatus => ({
  group: 'live-map-a-1',
  paused: false,
  eventsPerSecond: 300,
  lastArrivalMs: 1_000,
  partitions: [],
  ...more,
});

const driverSpeed = (more: Partial<DriverSpeedStatus>): DriverSpeedStatus => ({
  ...liveMap({ group: 'driver-speed' }),
  pausable: true,
  counts: noCounts,
  rejectedByReason: {},
  watermarkMs: null,
  nextWindowStartMs: null,
  windowMs: 10_000,
  graceMs: 10_000,
  ...more,
});

test('one replica is told as it is', () => {
  const map = liveMap({ partitions: [at(0, '10', 0), at(1, '7', 2)] });
  expect(mergeLiveMaps([map])).toEqual(map);
  const speed = driverSpeed({ partitions: [at(0, '10', 0)], watermarkMs: 5 });
  expect(mergeDriverSpeeds([speed])).toEqual(speed);
});

test('replicas of live-map each read everything: the worst of each figure stands for all', () => {
  const merged = mergeLiveMaps([
    liveMap({ group: 'live-map-a-1', partitions: [at(0, '10', 0), at(1, '5', 4)] }),
    liveMap({
      group: 'live-map-b-2',
      eventsPerSecond: 120,
      lastArrivalMs: 900,
      partitions: [at(0, '8', 2), at(1, '9', 0)],
    }),
  ]);
  expect(merged).toEqual({
    group: 'live-map × 2',
    paused: false,
    eventsPerSecond: 120,
    lastArrivalMs: 900,
    partitions: [at(0, '8', 2), at(1, '5', 4)],
  });
});

test('a live-map replica that does not know its lag yet makes it unknown', () => {
  const known = liveMap({ partitions: [at(0, '10', 0)] });
  const joining = liveMap({ partitions: [at(0, null, null)] });
  expect(mergeLiveMaps([known, joining]).partitions).toEqual([at(0, null, null)]);
  expect(mergeLiveMaps([joining, known]).partitions).toEqual([at(0, null, null)]);
});

test('replicas of driver-speed share the partitions: counts and rates add up', () => {
  const merged = mergeDriverSpeeds([
    driverSpeed({
      eventsPerSecond: 100,
      lastArrivalMs: 2_000,
      partitions: [at(2, '30', 1), at(0, '10', 0)],
      counts: { ...noCounts, read: 40, used: 38, late: 2 },
      rejectedByReason: { bad_json: 1 },
      watermarkMs: 1_500,
      nextWindowStartMs: 10_000,
    }),
    driverSpeed({
      eventsPerSecond: 50,
      partitions: [at(1, '20', 5)],
      counts: { ...noCounts, read: 20, used: 20 },
      rejectedByReason: { bad_json: 2, future: 1 },
      watermarkMs: 1_200,
    }),
  ]);
  expect(merged).toMatchObject({
    group: 'driver-speed',
    eventsPerSecond: 150,
    lastArrivalMs: 2_000,
    partitions: [at(0, '10', 0), at(1, '20', 5), at(2, '30', 1)],
    counts: { ...noCounts, read: 60, used: 58, late: 2 },
    rejectedByReason: { bad_json: 3, future: 1 },
    watermarkMs: 1_200,
    nextWindowStartMs: 10_000,
  });
});

test('driver-speed is paused while any replica is, and pausable when all are', () => {
  const merged = mergeDriverSpeeds([driverSpeed({ paused: true }), driverSpeed({ pausable: false })]);
  expect(merged).toMatchObject({ paused: true, pausable: false });
});

test('of a partition that two replicas of driver-speed name, the one further on is told', () => {
  const before = driverSpeed({ partitions: [at(0, '10', 90)] });
  const after = driverSpeed({ partitions: [at(0, '95', 5)] });
  expect(mergeDriverSpeeds([before, after]).partitions).toEqual([at(0, '95', 5)]);
  expect(mergeDriverSpeeds([after, before]).partitions).toEqual([at(0, '95', 5)]);
});

test('a partition between two owners has an unknown lag, not none', () => {
  expect(withUnowned([at(2, '5', 0)], [at(0, '9', 1), at(2, '7', 0)])).toEqual([
    at(0, null, null),
    at(2, '5', 0),
  ]);
  expect(withUnowned([at(0, '9', 1)], [])).toEqual([at(0, '9', 1)]);
});

test('of a driver that two replicas know, the newest fix counts', () => {
  const fix = (driverId: string, occurredAtMs: number) => ({ driverId, occurredAtMs, speedMps: null });
  expect(mergeLatest([[fix('a', 5), fix('b', 1)], [fix('a', 7)], [fix('b', 0)]])).toEqual([
    fix('a', 7),
    fix('b', 1),
  ]);
});
