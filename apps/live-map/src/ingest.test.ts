import type { EventStream, PartitionReader, StreamRecord, SubscribeOptions } from '@rumo/event-stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBrokerClock } from './broker-clock.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createRideReader } from './ride-reader.ts';
import { plainFleet } from './testing/plain-fleet.ts';
import { locationUpdated } from './testing/ride-records.ts';
import { fixOf, type Vehicle } from './vehicle.ts';

const t0 = 1_780_000_000_000;
const maxDrivers = 6;
const encoder = new TextEncoder();

const steps = fc.record({
  driverId: fc.constantFrom('a', 'a', 'b', 'ab', 'ü', '\ufeffa', '__proto__', 'c', 'd'),
  what: fc.constantFrom('fix', 'fix', 'fix', 'spaced', 'start', 'end', 'broken', 'wrong key', 'unknown type'),
  passMs: fc.constantFrom(0, 0, 0, 400, 500, 1_000, -700, 9_000, 31_000, 290_000, 400_000),
  sentMs: fc.constantFrom(0, 0, -500, -1_000, -9_000, 900, 2_500, 3_600_000),
  latitude: fc.constantFrom(-34.9, -34.95, 89.5, 12.123456),
  speedMps: fc.constantFrom(null, 0, 7.5),
  status: fc.constantFrom('available' as const, 'to_pickup' as const, 'on_trip' as const),
});
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;
const batches = fc.array(
  fc.record({
    records: fc.array(steps, { minLength: 1, maxLength: 12 }),
    sweeps: fc.boolean(),
    forgets: fc.boolean(),
  }),
  { maxLength: 12 },
);

test('M2 M5 M6 what is read without objects gives the fleet that the ordinary decoder and the rules give', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.boolean(), async (all, isFetched) => {
      const fleet = createFleet(maxDrivers);
      const plain = plainFleet(maxDrivers);
      const counts: Record<string, number> = {};
      const reader = await readerInto(fleet, (outcome, records) => {
        counts[outcome] = (counts[outcome] ?? 0) + records;
      });
      let arrivalMs = t0;
      let offset = 0;
      for (const { records, sweeps, forgets } of all) {
        const made = records.map((step) => {
          arrivalMs = Math.max(t0, arrivalMs + step.passMs);
          return recordOf(step, arrivalMs, offset++);
        });
        await reader.records(isFetched ? made.map(amongOthers) : made);
        for (const record of made) plain.take(record);
        if (sweeps) for (const each of [fleet, plain]) each.sweep(arrivalMs + 1_000);
        expect(counts).toEqual(plain.counts);
        expect([...fleet.vehicles()].map(told)).toEqual(plain.drawn());
        expect(fleet.size).toBe(plain.drawn().length);
        const changed: string[] = [];
        fleet.forEachChanged(({ driverId }) => changed.push(driverId));
        expect(changed).toEqual(plain.changed);
        expect(fleet.removed.map(({ handle }) => handle)).toEqual(plain.removed);
        if (!forgets) continue;
        fleet.forgetChanges();
        plain.changed.length = 0;
        plain.removed.length = 0;
      }
    }),
    { numRuns: 300 },
  );
});

/** The reader of partition 0. */
async function readerInto(
  fleet: Fleet,
  counted: (outcome: string, records: number) => void,
): Promise<PartitionReader> {
  let reader: PartitionReader | null = null;
  const stream: Partial<EventStream> = {
    ensureTopics: async () => {},
    partitionCount: async () => 1,
    comparePositions: (a, b) => Number(a) - Number(b),
    subscribe: async ({ assign }: SubscribeOptions) => {
      reader = assign({ partition: 0 } as Parameters<typeof assign>[0]);
      return {
        lag: () => [],
        health: () => ({ connected: true, sinceMs: 0, problem: null }),
        stop: async () => {},
      };
    },
  };
  await createRideReader({
    stream: stream as EventStream,
    group: 'test',
    fleet,
    clock: createBrokerClock(),
    localNowMs: () => t0,
    counted: (outcome, _detail, records) => counted(outcome, records),
  }).join();
  if (reader === null) throw new Error('no partition was assigned');
  return reader;
}

function recordOf(step: Step, arrivalMs: number, offset: number): StreamRecord {
  const { driverId, what, sentMs, latitude, speedMps, status } = step;
  const occurredAtMs = arrivalMs + sentMs;
  const fix = locationUpdated({ driverId, sequence: offset, occurredAtMs, latitude, speedMps, status });
  const place = { latitude, longitude: 3.25 };
  const trip = { version: 1, tripId: `trip-${sentMs}`, driverId, sequence: offset, occurredAtMs };
  const text = {
    fix: JSON.stringify(fix),
    spaced: JSON.stringify(fix, null, 1),
    start: JSON.stringify({ type: 'TripStarted', ...trip, pickup: place, dropoff: place }),
    end: JSON.stringify({ type: 'TripCompleted', ...trip, pickup: place, dropoff: place, distanceM: 900 }),
    broken: JSON.stringify(fix).slice(0, -1),
    'wrong key': JSON.stringify(fix),
    'unknown type': JSON.stringify({ ...fix, type: 'DriverSlept' }),
  }[what] as string;
  const key = encoder.encode(what === 'wrong key' ? `${driverId}x` : driverId);
  return { position: String(offset), arrivalMs, key, value: encoder.encode(text) };
}

/** The record as a fetch has it: in the midst of the bytes of others, its position a number. */
function amongOthers(record: StreamRecord): StreamRecord {
  const { key, value, position } = record as { key: Uint8Array; value: Uint8Array; position: string };
  const bytes = Buffer.concat([encoder.encode('55'), key, encoder.encode('5'), value, encoder.encode('5')]);
  const keyTo = 2 + key.length;
  const places = { bytes, keyFrom: 2, keyTo, valueFrom: keyTo + 1, valueTo: keyTo + 1 + value.length };
  return { ...record, ...places, positionNumber: Number(position) };
}

function told(vehicle: Vehicle): object {
  const { driverId, handle, trips, stale, lastArrivalMs, timeMs, arrivalMs, partition, position } = vehicle;
  const fix = fixOf(vehicle);
  return { driverId, handle, trips, stale, lastArrivalMs, fix, timeMs, arrivalMs, partition, position };
}
