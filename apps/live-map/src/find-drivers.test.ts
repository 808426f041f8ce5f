import { expect, test } from 'vitest';
import { findDrivers, mostFound } from './find-drivers.ts';
import { createFleet } from './fleet.ts';
import { locationUpdated } from './testing/ride-records.ts';

test('the exact id comes first, then ids that start so, then ids that hold it', () => {
  expect(found(['xcab', 'cab-10', 'cab-2', 'Cab', 'cab', 'taxi'], 'cab')).toEqual([
    'cab',
    'Cab',
    'cab-2',
    'cab-10',
    'xcab',
  ]);
});

test('no more than the best 20 are answered', () => {
  const ids = Array.from({ length: 500 }, (_, i) => `driver-${i}`);
  expect(found(ids, 'driver').length).toBe(mostFound);
});

test('signs that mean something elsewhere are only signs here', () => {
  expect(found(['a.b', 'aXb', '__proto__'], '.')).toEqual(['a.b']);
  expect(found(['a'], '__proto__')).toEqual([]);
});

test('an exact id is found in a fleet larger than is looked through', () => {
  const ids = Array.from({ length: 25_000 }, (_, i) => `driver-${i}`);
  expect(found(ids, 'driver-24999')).toEqual(['driver-24999']);
});

function found(ids: readonly string[], text: string): string[] {
  const fleet = createFleet(100_000);
  ids.forEach((driverId, i) => {
    fleet.apply(locationUpdated({ driverId }), { arrivalMs: 1, partition: 0, position: String(i) });
  });
  return findDrivers(fleet, text).map((driver) => driver.driverId);
}
