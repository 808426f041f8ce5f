import { driverOdometerSchema, driverStatuses, rideEventSchema } from '@rumo/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { locationJson, odometerJson, tripJson } from './event-json.ts';

const latitude = fc.double({ min: -89, max: 89, noNaN: true });
const longitude = fc.double({ min: -179, max: 179, noNaN: true });
const head = [
  fc.integer({ min: 1, max: 200_000 }).map((n) => `driver-${n}`),
  fc.nat(),
  fc.integer({ min: 0, max: 8.64e15 }),
] as const;

test('a LocationUpdated is what its schema says and what it was made from, rounded', () => {
  const reading = fc.record({
    latitude,
    longitude,
    accuracyM: fc.double({ min: 0, max: 1_000, noNaN: true }),
    headingDeg: fc.option(fc.double({ min: -400, max: 800, noNaN: true })),
    speedMps: fc.option(fc.double({ min: 0, max: 90, noNaN: true })),
  });
  fc.assert(
    fc.property(...head, reading, fc.constantFrom(...driverStatuses), (id, sequence, ms, read, status) => {
      const event = JSON.parse(locationJson(id, sequence, ms, read, status));
      expect(rideEventSchema.parse(event)).toEqual(event);
      expect(event).toMatchObject({ driverId: id, sequence, occurredAtMs: ms, status });
      expect(event.latitude).toBeCloseTo(read.latitude, 5);
      expect(event.longitude).toBeCloseTo(read.longitude, 5);
      expect(event.speedMps === null).toBe(read.speedMps === null);
      if (read.headingDeg === null) expect(event.headingDeg).toBeNull();
      else {
        const apartDeg = Math.abs(event.headingDeg - (((read.headingDeg % 360) + 360) % 360));
        expect(Math.min(apartDeg, 360 - apartDeg)).toBeLessThan(0.051);
      }
    }),
  );
});

test('trip events are what their schema says', () => {
  const places = fc.record({
    tripId: fc.constant('trip-x-1-1'),
    pickupLatitude: latitude,
    pickupLongitude: longitude,
    dropoffLatitude: latitude,
    dropoffLongitude: longitude,
  });
  fc.assert(
    fc.property(
      ...head,
      places,
      fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
      (id, n, ms, trip, m) => {
        const event = JSON.parse(tripJson(id, n, ms, trip, m));
        expect(rideEventSchema.parse(event)).toEqual(event);
        expect(event.type).toBe(m === null ? 'TripStarted' : 'TripCompleted');
      },
    ),
  );
});

test('an odometer record is what its schema says', () => {
  fc.assert(
    fc.property(head[0], head[2], fc.double({ min: 0, max: 1e8, noNaN: true }), (id, ms, metres) => {
      const event = JSON.parse(odometerJson(id, ms, metres));
      expect(driverOdometerSchema.parse(event)).toEqual(event);
      expect(event.odometerM).toBeCloseTo(metres, 2);
    }),
  );
});
