import { type RideEvent, rideEventSchema } from '@rumo/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grouped, noFaults, recorder, type Sent, smallWorld } from '../testing/small-world.ts';
import { defaultFaults } from './faults.ts';
import { advance, stepMs, stepNumber, stepsDue } from './world.ts';

const manyFaults = {
  ...defaultFaults,
  duplicateRate: 0.05,
  delayRate: 0.05,
  disorderRate: 0.05,
  dropoutsPerHour: 40,
};

function run(steps: readonly number[], options: Parameters<typeof smallWorld>[0]): Sent[] {
  const world = smallWorld(options);
  const { events, sink } = recorder();
  for (const step of steps) advance(world, step, 1_000_000, sink);
  return events;
}

test('the same seed gives the same events however the steps are cut into ticks', () => {
  const options = { drivers: 12, faults: manyFaults };
  const whole = run([12 * 150], options);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 * 150 }), { maxLength: 40 }), (cuts) => {
      expect(run([...cuts.sort((a, b) => a - b), 12 * 150], options)).toEqual(whole);
    }),
    { numRuns: 15 },
  );
});

test('another seed gives another drive', () => {
  expect(run([400], { seed: 1 })).not.toEqual(run([400], { seed: 2 }));
});

test('faults and noise do not change the drive', () => {
  const drives = [{ faults: noFaults }, { faults: manyFaults }].map((options) => {
    const world = smallWorld(options);
    advance(world, 40 * 300, 0, recorder().sink);
    return [...world.streets.fleet.columns.odometerM];
  });
  expect(drives[0]).toEqual(drives[1]);
});

test('every event is what the schema says, and every driver is heard of', () => {
  const events = run([40 * 120], { faults: manyFaults }).map(({ value }) => JSON.parse(value));
  for (const event of events) expect(rideEventSchema.parse(event)).toEqual(event);
  expect(new Set(events.map((event) => event.driverId)).size).toBe(40);
  expect(new Set(events.map((event) => event.type))).toEqual(
    new Set(['LocationUpdated', 'TripStarted', 'TripCompleted']),
  );
});

test('without faults a driver sends one fix a second and counts all its events from 0 without a gap', () => {
  const byDriver = grouped(run([40 * 200], {}), ({ driver }) => driver);
  for (const [driver, sent] of byDriver) {
    const events = sent.map(({ value }) => JSON.parse(value) as RideEvent);
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, i) => i));
    const times = events
      .filter((event) => event.type === 'LocationUpdated')
      .map((event) => event.occurredAtMs);
    expect(times).toEqual(
      Array.from({ length: 200 }, (_, second) => 1_000_000 + second * 1_000 + driver * 25),
    );
  }
});

test('a trip is told when it is taken, again each minute, and when it ends with what was driven', () => {
  const sent = run([40 * 900], {});
  const trips = sent
    .map(({ value }) => JSON.parse(value) as RideEvent)
    .filter((event) => event.type !== 'LocationUpdated');
  const byTrip = grouped(trips, (event) => event.tripId);
  let completed = 0;
  for (const [, events] of byTrip) {
    const started = events.filter((event) => event.type === 'TripStarted');
    for (let i = 1; i < started.length; i++) {
      expect(started[i].occurredAtMs - started[i - 1].occurredAtMs).toBe(60_000);
      expect(started[i].dropoff).toEqual(started[0].dropoff);
    }
    const end = events.find((event) => event.type === 'TripCompleted');
    if (end === undefined) continue;
    completed++;
    expect(events.at(-1)).toBe(end);
    const straightM = Math.hypot(
      (end.dropoff.latitude - end.pickup.latitude) * 111_195,
      (end.dropoff.longitude - end.pickup.longitude) * 111_195 * Math.cos((34.9 * Math.PI) / 180),
    );
    expect(end.distanceM).toBeGreaterThan(straightM - 5);
  }
  expect(completed).toBeGreaterThan(20);
});

test('the steps due by an instant are those made at or before it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(20_000), (drivers, ms) => {
      const world = { settings: { drivers } } as unknown as Parameters<typeof stepsDue>[0];
      const due = stepsDue(world, ms);
      expect(stepMs(world, due - 1)).toBeLessThanOrEqual(ms);
      expect(stepMs(world, due)).toBeGreaterThan(ms);
    }),
  );
});

test('fixes are spread evenly over each second', () => {
  const world = smallWorld({ drivers: 300 });
  const due = Array.from({ length: 10 }, (_, i) => stepsDue(world, i * 100 + 99));
  expect(due).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300]);
  expect(stepNumber(world)).toBe(0);
});
