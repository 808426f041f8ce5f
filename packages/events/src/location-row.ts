import { driverStatuses, type LocationUpdated } from './ride-event.ts';

/** The numbers of a LocationUpdated and its status; NaN stands for null. */
export type LocationNumbers = Pick<LocationUpdated, 'status'> & {
  readonly [Field in Exclude<keyof LocationUpdated, 'type' | 'version' | 'driverId' | 'status'>]: number;
};

/** Where each of them stands in a row of numbers, whose keeper may add columns of its own from `locationRowLength` on. */
export const locationColumns = {
  occurredAtMs: 0,
  latitude: 1,
  longitude: 2,
  accuracyM: 3,
  headingDeg: 4,
  speedMps: 5,
  sequence: 6,
  /** Index in `driverStatuses`. */
  status: 7,
} as const;
export const locationRowLength = 8;

/** Writes them into the row that begins at `from`. */
export function writeLocation(rows: Float64Array, from: number, location: LocationNumbers): void {
  rows[from + locationColumns.occurredAtMs] = location.occurredAtMs;
  rows[from + locationColumns.latitude] = location.latitude;
  rows[from + locationColumns.longitude] = location.longitude;
  rows[from + locationColumns.accuracyM] = location.accuracyM;
  rows[from + locationColumns.headingDeg] = location.headingDeg;
  rows[from + locationColumns.speedMps] = location.speedMps;
  rows[from + locationColumns.sequence] = location.sequence;
  rows[from + locationColumns.status] = driverStatuses.indexOf(location.status);
}

/** The event they are of. */
export function locationOf(driverId: string, location: LocationNumbers): LocationUpdated {
  return {
    type: 'LocationUpdated',
    version: 1,
    driverId,
    sequence: location.sequence,
    occurredAtMs: location.occurredAtMs,
    latitude: location.latitude,
    longitude: location.longitude,
    accuracyM: numberOrNull(location.accuracyM),
    headingDeg: numberOrNull(location.headingDeg),
    speedMps: numberOrNull(location.speedMps),
    status: location.status,
  };
}

/** Null instead of NaN. */
export function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
