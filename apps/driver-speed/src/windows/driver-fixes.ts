import { type DriverStatus, driverStatuses, type LocationFields } from '@rumo/events';
import type { Fix } from './fix.ts';
import type { PayloadPlace } from './resume-point.ts';

/**
 * One driver's fixes in order of time: those of open windows, and before them the last one of a closed window (W3).
 * Each is a row of plain numbers: fixes live until their window closes, and as objects they would be moved and looked
 * through by every collection of garbage until then.
 */
export interface DriverFixes {
  readonly rows: number[];
  /** Fixes in the rows; what lies beyond is left over. */
  count: number;
  /** How many of them, 0 or 1, come before the open windows. */
  before: number;
}

// The columns of a row. NaN stands for null.
const occurredAtMs = 0;
const latitude = 1;
const longitude = 2;
const accuracyM = 3;
const headingDeg = 4;
const speedMps = 5;
const sequence = 6;
/** Index in `driverStatuses`. */
const status = 7;
/** The stretch of the log that the fix came from (X4), and where in it its payload lies (W8). */
const stretch = 8;
const payloadSource = 9;
const payloadFrom = 10;
const payloadTo = 11;
const rowLength = 12;

/** Made for numbers with a fraction, with room for a few fixes. */
export function noRows(): number[] {
  return fewRows.slice();
}

const fewRows: readonly number[] = Array.from({ length: 4 * rowLength }, () => Number.NaN);

export function timeAt({ rows }: DriverFixes, index: number): number {
  return rows[index * rowLength + occurredAtMs];
}

export function sequenceAt({ rows }: DriverFixes, index: number): number {
  return rows[index * rowLength + sequence];
}

export function stretchAt({ rows }: DriverFixes, index: number): number {
  return rows[index * rowLength + stretch];
}

export function payloadAt({ rows }: DriverFixes, index: number): PayloadPlace {
  const row = index * rowLength;
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
export function insertAt(driver: DriverFixes, index: number): void {
  const { rows } = driver;
  for (let i = driver.count * rowLength - 1; i >= index * rowLength; i--) rows[i + rowLength] = rows[i];
  driver.count++;
}

export function writeAt(
  { rows }: DriverFixes,
  index: number,
  fields: LocationFields,
  ofStretch: number,
  payload: PayloadPlace,
): void {
  const row = index * rowLength;
  rows[row + occurredAtMs] = fields.occurredAtMs;
  rows[row + latitude] = fields.latitude;
  rows[row + longitude] = fields.longitude;
  rows[row + accuracyM] = fields.accuracyM;
  rows[row + headingDeg] = fields.headingDeg;
  rows[row + speedMps] = fields.speedMps;
  rows[row + sequence] = fields.sequence;
  rows[row + status] = driverStatuses.indexOf(fields.status);
  rows[row + stretch] = ofStretch;
  rows[row + payloadSource] = payload.source;
  rows[row + payloadFrom] = payload.from;
  rows[row + payloadTo] = payload.to;
}

/** Forgets the first `count` fixes. */
export function dropFirst(driver: DriverFixes, count: number): void {
  if (count === 0) return;
  const { rows } = driver;
  driver.count -= count;
  const left = driver.count * rowLength;
  const dropped = count * rowLength;
  for (let i = 0; i < left; i++) rows[i] = rows[i + dropped];
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

export function readAt({ rows }: DriverFixes, index: number, into: FixView): FixView {
  const row = index * rowLength;
  into.occurredAtMs = rows[row + occurredAtMs];
  into.latitude = rows[row + latitude];
  into.longitude = rows[row + longitude];
  into.accuracyM = numberOrNull(rows[row + accuracyM]);
  into.headingDeg = numberOrNull(rows[row + headingDeg]);
  into.speedMps = numberOrNull(rows[row + speedMps]);
  into.status = driverStatuses[rows[row + status]] as DriverStatus;
  return into;
}

/** The newest fix; null when there is none. */
export function newestOf(driver: DriverFixes): Fix | null {
  return driver.count === 0 ? null : readAt(driver, driver.count - 1, noFix());
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
