import {
  type DriverStatus,
  driverStatuses,
  type LocationFields,
  locationColumns,
  locationRowLength,
  numberOrNull,
  writeLocation,
} from '@rumo/events';
import type { Fix } from './fix.ts';
import type { PayloadPlace } from './resume-point.ts';
import { giveBack, moveRows, type RowPool, type RowSpan, rowPool } from './row-pool.ts';

/**
 * One driver's fixes in order of time: those of open windows, and before them the last one of a closed window (W3).
 * Each is a row of plain numbers: fixes live until their window closes, and as objects they would be moved and looked
 * through by collections of garbage until then.
 */
export interface DriverFixes extends RowSpan {
  /** Fixes in the rows; what lies beyond is left over. */
  count: number;
  /** How many of them, 0 or 1, come before the open windows. */
  before: number;
}

// The columns of a row after those of the location.
/** The stretch of the log that the fix came from (X4), and where in it its payload lies (W8). */
const stretch = locationRowLength;
const payloadSource = stretch + 1;
const payloadFrom = stretch + 2;
const payloadTo = stretch + 3;
const rowLength = stretch + 4;

export function fixPool(): RowPool {
  return rowPool(rowLength);
}

export function timeAt({ rows, from }: DriverFixes, index: number): number {
  return rows[from + index * rowLength + locationColumns.occurredAtMs];
}

export function sequenceAt({ rows, from }: DriverFixes, index: number): number {
  return rows[from + index * rowLength + locationColumns.sequence];
}

export function stretchAt({ rows, from }: DriverFixes, index: number): number {
  return rows[from + index * rowLength + stretch];
}

export function payloadAt({ rows, from }: DriverFixes, index: number): PayloadPlace {
  const row = from + index * rowLength;
  return { source: rows[row + payloadSource], from: rows[row + payloadFrom], to: rows[row + payloadTo] };
}

/** The index of the first open fix at or after `timeMs`. */
export function placeOf(driver: DriverFixes, timeMs: number): number {
  let high = driver.count;
  if (high === driver.before || timeAt(driver, high - 1) < timeMs) return high;
  let low = driver.before;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeAt(driver, middle) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Makes room for one more fix at `index`, which is then to be written. */
export function insertAt(pool: RowPool, driver: DriverFixes, index: number): void {
  if (driver.count === driver.capacity) {
    const { rows, from, capacity } = driver;
    moveRows(pool, driver, driver.count, 2 * capacity);
    giveBack(pool, { rows, from, capacity });
  }
  if (index < driver.count) shift(driver, index, index + 1, driver.count - index);
  driver.count++;
}

/** Copies `count` fixes from one index to another one. */
function shift({ rows, from }: DriverFixes, index: number, to: number, count: number): void {
  const first = from + index * rowLength;
  rows.copyWithin(from + to * rowLength, first, first + count * rowLength);
}

export function writeAt(
  { rows, from }: DriverFixes,
  index: number,
  fields: LocationFields,
  ofStretch: number,
  payload: PayloadPlace,
): void {
  const row = from + index * rowLength;
  writeLocation(rows, row, fields);
  rows[row + stretch] = ofStretch;
  rows[row + payloadSource] = payload.source;
  rows[row + payloadFrom] = payload.from;
  rows[row + payloadTo] = payload.to;
}

/** Forgets the first `count` fixes. */
export function dropFirst(driver: DriverFixes, count: number): void {
  driver.count -= count;
  if (count > 0 && driver.count > 0) shift(driver, count, 0, driver.count);
}

/** A fix that can be filled anew. */
export type FixView = { -readonly [Field in keyof Fix]: Fix[Field] };

export function noFix(): FixView {
  return {
    occurredAtMs: Number.NaN,
    latitude: Number.NaN,
    longitude: Number.NaN,
    accuracyM: null,
    headingDeg: null,
    speedMps: null,
    status: 'available',
  };
}

export function readAt({ rows, from }: DriverFixes, index: number, into: FixView): FixView {
  const row = from + index * rowLength;
  into.occurredAtMs = rows[row + locationColumns.occurredAtMs];
  into.latitude = rows[row + locationColumns.latitude];
  into.longitude = rows[row + locationColumns.longitude];
  into.accuracyM = numberOrNull(rows[row + locationColumns.accuracyM]);
  into.headingDeg = numberOrNull(rows[row + locationColumns.headingDeg]);
  into.speedMps = numberOrNull(rows[row + locationColumns.speedMps]);
  into.status = driverStatuses[rows[row + locationColumns.status]] as DriverStatus;
  return into;
}

/** The newest fix; null when there is none. */
export function newestOf(driver: DriverFixes): Fix | null {
  return driver.count === 0 ? null : readAt(driver, driver.count - 1, noFix());
}
