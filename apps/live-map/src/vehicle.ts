import type { Position } from '@rumo/event-stream';
import { type DriverStatus, driverStatuses, type LocationFields, type LocationUpdated } from '@rumo/events';
import { clearClockOffset, clockOffsetLength } from './clock-offset.ts';
import { noTrips, type Trips } from './trips.ts';

/** Where a record stands in its partition (StreamRecord). */
export interface Located {
  readonly position: Position;
  readonly positionNumber?: number;
}

// The columns of a row. What changes with each record is a number beside the others: as objects these would be many
// places in memory, and the collection of garbage would look through them all.
const occurredAtMs = 0;
const latitude = 1;
const longitude = 2;
const accuracyM = 3;
const headingDeg = 4;
const speedMps = 5;
const sequence = 6;
/** Index in `driverStatuses`. */
const status = 7;
const timeMs = 8;
const arrivalMs = 9;
const partition = 10;
/** NaN: it is a text. */
const position = 11;
const revision = 12;
const changes = 13;
const lastArrivalMs = 14;
const stale = 15;
const clockOffset = 16;
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
    return this.row[this.from + occurredAtMs];
  }

  get latitude(): number {
    return this.row[this.from + latitude];
  }

  get longitude(): number {
    return this.row[this.from + longitude];
  }

  /** NaN: unknown, as in the next two. */
  get accuracyM(): number {
    return this.row[this.from + accuracyM];
  }

  get headingDeg(): number {
    return this.row[this.from + headingDeg];
  }

  get speedMps(): number {
    return this.row[this.from + speedMps];
  }

  get sequence(): number {
    return this.row[this.from + sequence];
  }

  get status(): DriverStatus {
    return driverStatuses[this.row[this.from + status]];
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
  row[from + occurredAtMs] = fields.occurredAtMs;
  row[from + latitude] = fields.latitude;
  row[from + longitude] = fields.longitude;
  row[from + accuracyM] = fields.accuracyM;
  row[from + headingDeg] = fields.headingDeg;
  row[from + speedMps] = fields.speedMps;
  row[from + sequence] = fields.sequence;
  row[from + status] = driverStatuses.indexOf(fields.status);
  row[from + timeMs] = fixTimeMs;
  row[from + arrivalMs] = fixArrivalMs;
  row[from + partition] = fixPartition;
  const { positionNumber } = located;
  row[from + position] = positionNumber ?? Number.NaN;
  if (positionNumber === undefined) vehicle.positionText = located.position;
}

/** A vehicle's newest fix as it came. */
export function fixOf(vehicle: Vehicle): LocationUpdated {
  return {
    type: 'LocationUpdated',
    version: 1,
    driverId: vehicle.driverId,
    sequence: vehicle.sequence,
    occurredAtMs: vehicle.occurredAtMs,
    latitude: vehicle.latitude,
    longitude: vehicle.longitude,
    accuracyM: known(vehicle.accuracyM),
    headingDeg: known(vehicle.headingDeg),
    speedMps: known(vehicle.speedMps),
    status: vehicle.status,
  };
}

/** Null instead of NaN. */
export function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** A row that belongs to nobody yet. */
export function emptyRow(): Float64Array {
  const row = new Float64Array(rowLength);
  row[occurredAtMs] = Number.NaN;
  clearClockOffset(row, clockOffset);
  return row;
}
