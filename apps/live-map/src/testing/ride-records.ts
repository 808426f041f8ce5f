import type { LocationUpdated } from '@rumo/events';

/** A fix in the middle of Montevideo; tests change what they are about. */
export function locationUpdated(change: Partial<LocationUpdated> = {}): LocationUpdated {
  return {
    type: 'LocationUpdated',
    version: 1,
    driverId: 'driver-0001',
    sequence: 1,
    occurredAtMs: 1_780_000_000_000,
    latitude: -34.9,
    longitude: -56.19,
    accuracyM: 5,
    headingDeg: 90,
    speedMps: 10,
    status: 'available',
    ...change,
  };
}
