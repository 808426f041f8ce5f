import type { Position } from '@rumo/event-stream';
import {
  type DriverStatus,
  driverStatuses,
  type LocationFields,
  type LocationUpdated,
  locationColumns,
  locationOf,
  locationRowLength,
  writeLocation,
} from '@rumo/events';
import { clearClockOffset, clockOffsetLength } from './clock-offset.ts';
import { noTrips, type Trips } from './trips.ts';

/** Where a record stands in its partition (StreamRecord). */
export interface Located {
  readonly position: Position;
  readonly positionNumber?: number;
}

// The columns of a row after those of the location. What changes with each record is a number beside the others: as
// objects these would be many places in memory, and the collection of garbage would look through them all.
const timeMs = locationRowLength;
const arrivalMs = timeMs + 1;
const partition = timeMs + 2;
/** NaN: it is a text. */
const position = timeMs + 3;
const revision = timeMs + 4;
const changes = timeMs + 5;
const lastArrivalMs = timeMs + 6;
const stale = timeMs + 7;
const clockOffset = timeMs + 8;
const rowLength = clockOffset + clockOffsetLength;

/** A driver that has sent something; it is drawn once it has a fix: the newest (M2). */
export class Vehicle {
  readonly driverId: string;
  /** Never given out again. */
  readonly handle: number;
  /** A small number of its own while it is in the fleet; later perhaps another one's. */
  readonly slot: number;
  trips: Trips = noTrips;
  /** Its numbers are those of the row that begins at `from`. */
  row: Float64Array;
  from: number;
  positionText: Position = '';

  constructor(driverId: string, handle: number, slot: number, row: Float64Array, from: number) {
    this.driverId = driverId;
    this.handle = handle;
    this.slot = slot;
    this.row = row;
    this.from = from;
  }

  get isDrawn(): boolean {
    return !Number.isNaN(this.occurredAtMs);
  }

  /** The fix's, as it came; NaN before the first. */
  get occurredAtMs(): number {
    return this.row[this.from + locationColumns.occurredAtMs];
  }

  get latitude(): number {
    return this.row[this.from + locationColumns.latitude];
  }

  get longitude(): number {
    return this.row[this.from + locationColumns.longitude];
  }

  /** NaN: unknown, as in the next two. */
  get accuracyM(): number {
    return this.row[this.from + locationColumns.accuracyM];
  }

  get headingDeg(): number {
    return this.row[this.from + locationColumns.headingDeg];
  }

  get speedMps(): number {
    return this.row[this.from + locationColumns.speedMps];
  }

  get sequence(): number {
    return this.row[this.from + locationColumns.sequence];
  }

  get status(): DriverStatus {
    return driverStatuses[this.row[this.from + locationColumns.status]];
  }

  /** The fix's time in the broker's clock (M5). */
  get timeMs(): number {
    return this.row[this.from + timeMs];
  }

  /** Of the fix. */
  get arrivalMs(): number {
    return this.row[this.from + arrivalMs];
  }

  /** Where the fix stands in the stream, as the next. */
  get partition(): number {
    return this.row[this.from + partition];
  }

  get position(): Position {
    const number = this.row[this.from + position];
    return Number.isNaN(number) ? this.positionText : String(number);
  }

  /** Of the fleet, when the vehicle was last changed; 0: it is not drawn, or gone. */
  get revision(): number {
    return this.row[this.from + revision];
  }

  set revision(value: number) {
    this.row[this.from + revision] = value;
  }

  /** Counts every change of the driver or its trip: what a watcher compares. */
  get changes(): number {
    return this.row[this.from + changes];
  }

  set changes(value: number) {
    this.row[this.from + changes] = value;
  }

  /** Of its newest record, drawn or not. */
  get lastArrivalMs(): number {
    return this.row[this.from + lastArrivalMs];
  }

  set lastArrivalMs(value: number) {
    this.row[this.from + lastArrivalMs] = value;
  }

  get stale(): boolean {
    return this.row[this.from + stale] === 1;
  }

  set stale(value: boolean) {
    this.row[this.from + stale] = value ? 1 : 0;
  }

  /** Where its clock offset (M5) is in the row. */
  get clockOffset(): number {
    return this.from + clockOffset;
  }
}

/** The fix becomes the one that is drawn. */
export function drawFix(
  vehicle: Vehicle,
  fields: LocationFields,
  fixTimeMs: number,
  fixArrivalMs: number,
  fixPartition: number,
  located: Located,
): void {
  const { row, from } = vehicle;
  writeLocation(row, from, fields);
  row[from + timeMs] = fixTimeMs;
  row[from + arrivalMs] = fixArrivalMs;
  row[from + partition] = fixPartition;
  const { positionNumber } = located;
  row[from + position] = positionNumber ?? Number.NaN;
  if (positionNumber === undefined) vehicle.positionText = located.position;
}

/** A vehicle's newest fix as it came. */
export function fixOf(vehicle: Vehicle): LocationUpdated {
  return locationOf(vehicle.driverId, vehicle);
}

/** A row that belongs to nobody yet. */
export function emptyRow(): Float64Array {
  const row = new Float64Array(rowLength);
  row[locationColumns.occurredAtMs] = Number.NaN;
  clearClockOffset(row, clockOffset);
  return row;
}
