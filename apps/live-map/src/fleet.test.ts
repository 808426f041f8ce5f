import type { RideEvent, TripCompleted, TripStarted } from '@rumo/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFleet, type Fleet } from './fleet.ts';
import { locationUpdated } from './testing/ride-records.ts';
import { fixOf } from './vehicle.ts';

/** The start of each timeline, in the broker's clock. */
const t0 = 1_780_000_000_000;

describe('M2', () => {
  test('M2 a late fix and a duplicate never move a car back', () => {
    const { fleet, fix } = timeline();
    expect(fix('a', { sent: 5_000, arrives: 5_100, latitude: -34.5 })).toBe('drawn');
    expect(fix('a', { sent: 4_000, arrives: 5_200, latitude: -34.4 })).toBe('late');
    expect(fix('a', { sent: 5_000, arrives: 5_300, latitude: -34.3 })).toBe('duplicate');
    expect(fleet.vehicle('a')?.latitude).toBe(-34.5);
  });

  test('M2 a late fix stays late when the offset has grown in between', () => {
    const { fleet, fix } = timeline();
    fix('a', { sent: 0, arrives: 100 });
    for (let s = 1; s <= 90; s++) fix('a', { sent: s * 1_000, arrives: s * 1_000 + 1_500 });
    expect(fix('a', { sent: 89_500, arrives: 91_600, latitude: -34 })).toBe('late');
    expect(fleet.vehicle('a')?.occurredAtMs).toBe(t0 + 90_000);
  });

  test('M2 a fix more than 2 s ahead of its arrival is not drawn', () => {
    const { fleet, fix } = timeline();
    fix('a', { sent: 0, arrives: 50 });
    expect(fix('a', { sent: 3_200, arrives: 1_050, latitude: -34 })).toBe('ahead');
    expect(fix('a', { sent: 3_000, arrives: 1_060 })).toBe('drawn');
    expect(fleet.vehicle('a')?.timeMs).toBe(t0 + 1_060);
  });

  test('M2 a device whose clock runs an hour ahead is drawn at the time its fixes arrive', () => {
    const { fleet, fix } = timeline();
    for (let s = 0; s < 5; s++) {
      expect(fix('a', { sent: 3_600_000 + s * 1_000, arrives: s * 1_000 + 80 })).toBe('drawn');
    }
    expect(fleet.vehicle('a')?.timeMs).toBe(t0 + 4_080);
  });

  test('M2 a clock that jumps ahead is drawn again once the old offset is forgotten', () => {
    const { fix } = timeline();
    const outcomes: string[] = [];
    for (let s = 0; s < 200; s++) {
      const jump = s < 100 ? 0 : 3_600_000;
      outcomes.push(fix('a', { sent: s * 1_000 + jump, arrives: s * 1_000 + 100 }));
    }
    expect(outcomes.slice(0, 100).every((outcome) => outcome === 'drawn')).toBe(true);
    expect(outcomes[100]).toBe('ahead');
    expect(outcomes.slice(165).every((outcome) => outcome === 'drawn')).toBe(true);
  });

  test('M2 a clock that is set back is drawn again once the old offset is forgotten', () => {
    const { fleet, fix } = timeline();
    for (let s = 0; s < 10; s++) fix('a', { sent: s * 1_000 + 3_600_000, arrives: s * 1_000 + 100 });
    for (let s = 10; s < 80; s++) fix('a', { sent: s * 1_000, arrives: s * 1_000 + 100 });
    expect(fleet.vehicle('a')?.occurredAtMs).toBe(t0 + 79_000);
  });

  test('M2 M5 whatever comes in whatever order, a car is at its newest fix and its time does not go back', () => {
    const steps = fc.array(fc.record({ sent: fc.nat(60_000), delay: fc.nat(5_000) }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (list) => {
        const { fleet, fix } = timeline();
        const arriving = list.map(({ sent, delay }) => ({ sent, arrives: sent + delay }));
        arriving.sort((a, b) => a.arrives - b.arrives);
        let newest = -1;
        let timeMs = 0;
        for (const step of arriving) {
          const outcome = fix('a', step);
          if (outcome !== 'ahead') newest = Math.max(newest, step.sent);
          const shown = fleet.vehicle('a');
          expect(shown?.occurredAtMs).toBe(t0 + newest);
          expect(shown?.timeMs).toBeGreaterThanOrEqual(timeMs);
          timeMs = shown?.timeMs ?? 0;
        }
      }),
    );
  });
});

describe('M5', () => {
  test("M5 a car's own time is its fix's plus the least difference of the last 60 s", () => {
    const { fleet, fix } = timeline();
    fix('a', { sent: 0, arrives: 400 });
    fix('a', { sent: 1_000, arrives: 1_150 });
    fix('a', { sent: 2_000, arrives: 2_900 });
    expect(fleet.vehicle('a')?.timeMs).toBe(t0 + 2_150);
    for (let s = 3; s <= 70; s++) fix('a', { sent: s * 1_000, arrives: s * 1_000 + 300 });
    expect(fleet.vehicle('a')?.timeMs).toBe(t0 + 70_300);
  });
});

describe('M6', () => {
  test('M6 a driver with no record for 30 s is stale until the next one', () => {
    const { fleet, fix } = timeline();
    fix('a', { sent: 0, arrives: 0 });
    fix('b', { sent: 29_999, arrives: 29_999 });
    fleet.sweep(0);
    expect(fleet.vehicle('a')?.stale).toBe(false);
    fix('b', { sent: 30_000, arrives: 30_000 });
    fleet.sweep(0);
    expect(fleet.vehicle('a')?.stale).toBe(true);
    fix('a', { sent: 30_100, arrives: 30_100 });
    expect(fleet.vehicle('a')?.stale).toBe(false);
  });

  test('M6 any record of the driver counts, drawn or not', () => {
    const { fleet, fix } = timeline();
    fix('a', { sent: 5_000, arrives: 5_000 });
    fix('a', { sent: 4_000, arrives: 25_000 });
    fix('b', { sent: 40_000, arrives: 40_000 });
    fleet.sweep(0);
    expect(fleet.vehicle('a')?.stale).toBe(false);
  });

  test('M6 a driver with no record for 5 min of arrival time is removed', () => {
    const { fleet, fix } = timeline();
    fix('a', { sent: 0, arrives: 0 });
    for (let s = 1; s < 300; s++) fix('b', { sent: s * 1_000, arrives: s * 1_000 });
    fleet.sweep(0);
    expect(fleet.vehicle('a')).not.toBeNull();
    fix('b', { sent: 300_000, arrives: 300_000 });
    fleet.sweep(0);
    expect(fleet.vehicle('a')).toBeNull();
    expect(fleet.size).toBe(1);
    expect(fleet.removed.map(({ handle }) => handle)).toEqual([0]);
  });

  test('M6 when the whole stream is silent all cars look stale and none is removed', () => {
    const { fleet, fix } = timeline();
    fix('a', { sent: 0, arrives: 0 });
    fix('b', { sent: 0, arrives: 10 });
    fleet.sweep(t0 + 3_600_000);
    expect([...fleet.vehicles()].map((vehicle) => vehicle.stale)).toEqual([true, true]);
  });

  test('M6 after a silence of the whole stream the cars have 10 s to speak again', () => {
    const { fleet, fix } = timeline();
    for (const id of ['a', 'b', 'gone']) fix(id, { sent: 0, arrives: 0 });
    fix('a', { sent: 600_000, arrives: 600_000 });
    fleet.sweep(t0 + 600_000);
    expect(fleet.size).toBe(3);
    for (let s = 601; s <= 610; s++) {
      fix('a', { sent: s * 1_000, arrives: s * 1_000 });
      fix('b', { sent: s * 1_000, arrives: s * 1_000 });
    }
    fleet.sweep(t0 + 610_000);
    expect([...fleet.vehicles()].map((vehicle) => vehicle.driverId)).toEqual(['a', 'b']);
  });

  test('M6 a removed driver that comes back is a new car with a new handle', () => {
    const { fleet, fix } = timeline();
    fix('a', { sent: 0, arrives: 0 });
    for (let s = 0; s <= 310; s++) fix('b', { sent: s * 1_000, arrives: s * 1_000 });
    fleet.sweep(0);
    fix('a', { sent: 311_000, arrives: 311_000 });
    expect(fleet.vehicle('a')?.handle).toBe(2);
  });
});

describe('trips', () => {
  const place = { latitude: -34.9, longitude: -56.1 };
  const started = (tripId: string, sent: number): TripStarted => ({
    type: 'TripStarted',
    version: 1,
    tripId,
    driverId: 'a',
    sequence: 0,
    occurredAtMs: t0 + sent,
    pickup: place,
    dropoff: place,
  });
  const completed = (tripId: string, sent: number): TripCompleted => ({
    ...started(tripId, sent),
    type: 'TripCompleted',
    distanceM: 1_200,
  });

  test('a trip lasts from TripStarted to its TripCompleted', () => {
    const { trip } = tripsOf(started('t1', 0), started('t1', 60_000));
    expect(trip).toMatchObject({ tripId: 't1', occurredAtMs: t0 });
    expect(tripsOf(started('t1', 0), completed('t1', 90_000)).trip).toBeNull();
  });

  test('a TripStarted that comes after the end of its trip does not bring it back', () => {
    expect(tripsOf(completed('t1', 90_000), started('t1', 0)).trip).toBeNull();
    expect(tripsOf(started('t1', 0), completed('t1', 90_000), started('t1', 60_000)).trip).toBeNull();
  });

  test('the end of an earlier trip does not end the present one', () => {
    const { trip } = tripsOf(started('t2', 100_000), completed('t1', 90_000));
    expect(trip?.tripId).toBe('t2');
  });

  test('a driver known by its trip alone is not drawn', () => {
    const { fleet } = tripsOf(started('t1', 0));
    expect(fleet.size).toBe(1);
    const alone = createFleet(10);
    alone.apply(started('t1', 0), { arrivalMs: t0, partition: 0, position: '0' });
    expect([alone.size, alone.vehicle('a')]).toEqual([0, null]);
  });

  function tripsOf(...events: readonly RideEvent[]) {
    const { fleet, fix } = timeline();
    fix('a', { sent: 0, arrives: 0 });
    events.forEach((event, i) => {
      fleet.apply(event, { arrivalMs: t0 + i, partition: 0, position: String(i) });
    });
    return { fleet, trip: fleet.vehicle('a')?.trips.current ?? null };
  }
});

test('D2 made-up drivers beyond the limit are counted and the known ones go on', () => {
  const { fleet, fix } = timeline(2);
  fix('a', { sent: 0, arrives: 0 });
  fix('b', { sent: 0, arrives: 0 });
  expect(fix('c', { sent: 0, arrives: 0 })).toBe('too_many_drivers');
  expect(fix('a', { sent: 1_000, arrives: 1_000 })).toBe('drawn');
  expect(fleet.size).toBe(2);
});

test('D2 ids that are names of object members are drivers like any other', () => {
  const { fleet, fix } = timeline();
  for (const id of ['__proto__', 'constructor', 'toString']) fix(id, { sent: 0, arrives: 0 });
  expect([...fleet.vehicles()].map((v) => v.driverId)).toEqual(['__proto__', 'constructor', 'toString']);
});

interface Step {
  /** ms after t0 by the device's clock. */
  readonly sent: number;
  /** ms after t0 by the broker's. */
  readonly arrives: number;
  readonly latitude?: number;
}

function timeline(maxDrivers = 100): { fleet: Fleet; fix: (driverId: string, step: Step) => string } {
  const fleet = createFleet(maxDrivers);
  let position = 0;
  return {
    fleet,
    fix(driverId, { sent, arrives, latitude = -34.9 }) {
      const event = locationUpdated({ driverId, occurredAtMs: t0 + sent, latitude });
      return fleet.apply(event, { arrivalMs: t0 + arrives, partition: 0, position: String(position++) });
    },
  };
}

test('a vehicle gives back its newest fix as it came, whatever was known of it', () => {
  const fleet = createFleet(10);
  const fixes = [
    locationUpdated({ driverId: 'a', sequence: 1, occurredAtMs: t0, accuracyM: null }),
    locationUpdated({
      driverId: 'a',
      sequence: 2,
      occurredAtMs: t0 + 1_000,
      headingDeg: null,
      speedMps: 3.7,
    }),
    locationUpdated({
      driverId: 'a',
      sequence: 3,
      occurredAtMs: t0 + 2_000,
      speedMps: null,
      status: 'on_trip',
    }),
    locationUpdated({ driverId: 'a', sequence: 4, occurredAtMs: t0 + 3_000, latitude: -34.5, accuracyM: 0 }),
  ];
  for (const fix of fixes) {
    const received = { arrivalMs: fix.occurredAtMs + 20, partition: 3, position: `at ${fix.sequence}` };
    expect(fleet.apply(fix, received)).toBe('drawn');
    const vehicle = fleet.vehicle('a');
    expect(vehicle && fixOf(vehicle)).toEqual(fix);
    expect(vehicle).toMatchObject(received);
  }
});
