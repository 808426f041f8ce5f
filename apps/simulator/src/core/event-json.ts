import type { DriverStatus } from '@rumo/events';
import type { Reading } from './gps-noise.ts';

/** A LocationUpdated as JSON; written by hand for speed, proved against the schema. */
export function locationJson(
  driverId: string,
  sequence: number,
  occurredAtMs: number,
  reading: Reading,
  status: DriverStatus,
): string {
  const { headingDeg, speedMps } = reading;
  return `{"type":"LocationUpdated","version":1,"driverId":"${driverId}","sequence":${sequence},"occurredAtMs":${occurredAtMs},"latitude":${degrees(reading.latitude)},"longitude":${degrees(reading.longitude)},"accuracyM":${Math.round(reading.accuracyM * 10) / 10},"headingDeg":${headingDeg === null ? 'null' : roundHeading(headingDeg)},"speedMps":${speedMps === null ? 'null' : Math.round(speedMps * 100) / 100},"status":"${status}"}`;
}

export interface TripPlaces {
  readonly tripId: string;
  readonly pickupLatitude: number;
  readonly pickupLongitude: number;
  readonly dropoffLatitude: number;
  readonly dropoffLongitude: number;
}

/** A TripStarted, or with the metres driven a TripCompleted, as JSON. */
export function tripJson(
  driverId: string,
  sequence: number,
  occurredAtMs: number,
  trip: TripPlaces,
  distanceM: number | null,
): string {
  const type = distanceM === null ? 'TripStarted' : 'TripCompleted';
  const distance = distanceM === null ? '' : `,"distanceM":${Math.round(distanceM * 100) / 100}`;
  return `{"type":"${type}","version":1,"tripId":"${trip.tripId}","driverId":"${driverId}","sequence":${sequence},"occurredAtMs":${occurredAtMs},"pickup":{"latitude":${degrees(trip.pickupLatitude)},"longitude":${degrees(trip.pickupLongitude)}},"dropoff":{"latitude":${degrees(trip.dropoffLatitude)},"longitude":${degrees(trip.dropoffLongitude)}}${distance}}`;
}

/** A DriverOdometer as JSON. */
export function odometerJson(driverId: string, occurredAtMs: number, odometerM: number): string {
  return `{"type":"DriverOdometer","version":1,"driverId":"${driverId}","occurredAtMs":${occurredAtMs},"odometerM":${Math.round(odometerM * 1_000) / 1_000}}`;
}

// A device gives no more than some 10 cm, and the digits are bytes.
function degrees(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function roundHeading(headingDeg: number): number {
  // Rounded before it is wrapped: 359.96 is 0, not 360.
  return (((Math.round(headingDeg * 10) % 3_600) + 3_600) % 3_600) / 10;
}
