import type { DriverStatus } from '@rumo/events';
import { beginText, endText, put, putDecimal } from './ascii-text.ts';
import type { Reading } from './gps-noise.ts';

/** A LocationUpdated as JSON; written by hand for speed, proved against the schema. `driverId` is plain ASCII. */
export function locationJson(
  driverId: string,
  sequence: number,
  occurredAtMs: number,
  { latitude, longitude, accuracyM, headingDeg, speedMps }: Reading,
  status: DriverStatus,
): string {
  const json = beginText();
  put(json, '{"type":"LocationUpdated","version":1,"driverId":"');
  put(json, driverId);
  put(json, '","sequence":');
  putDecimal(json, sequence, 0);
  put(json, ',"occurredAtMs":');
  putDecimal(json, occurredAtMs, 0);
  put(json, ',"latitude":');
  putDecimal(json, Math.round(latitude * 1e6), 6);
  put(json, ',"longitude":');
  putDecimal(json, Math.round(longitude * 1e6), 6);
  put(json, ',"accuracyM":');
  putDecimal(json, Math.round(accuracyM * 10), 1);
  put(json, ',"headingDeg":');
  if (headingDeg === null) put(json, 'null');
  else putDecimal(json, headingTenths(headingDeg), 1);
  put(json, ',"speedMps":');
  if (speedMps === null) put(json, 'null');
  else putDecimal(json, Math.round(speedMps * 100), 2);
  put(json, ',"status":"');
  put(json, status);
  put(json, '"}');
  return endText(json);
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

/** In tenths of a degree, 0 … 3599. */
function headingTenths(headingDeg: number): number {
  // Rounded before it is wrapped: 359.96 is 0, not 360.
  return ((Math.round(headingDeg * 10) % 3_600) + 3_600) % 3_600;
}
