import { decodeRideEvent, type LocationUpdated, maxEventBytes } from '@rumo/events';
import { distanceM as chordM, localProjection } from '@rumo/geo';

/** A record of one partition, in the order of the log. */
export interface OracleRecord {
  readonly arrivalMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

export interface OracleRow {
  readonly driverId: string;
  readonly windowStartMs: number;
  readonly distanceM: number;
  readonly timeS: number;
  readonly movingMs: number;
  readonly idleMs: number;
  readonly fixes: number;
  readonly outliers: number;
}

/** A segment that counts, with the later of its fixes. */
export interface OracleSegment {
  readonly later: LocationUpdated;
  readonly distanceM: number;
  readonly timeMs: number;
}

/** A row and what it is the sum of. */
export interface OracleWindow extends OracleRow {
  readonly segments: readonly OracleSegment[];
}

export interface OracleCounts {
  read: number;
  used: number;
  duplicates: number;
  conflicts: number;
  late: number;
  rejected: number;
  otherTypes: number;
}

export interface OracleResult {
  /** Every window that has a fix, open ones too, by driver and start. */
  readonly rows: readonly OracleWindow[];
  /** By these records alone; a live reader may have closed more on proof of silence (W10). */
  readonly closedThroughMs: number | null;
  readonly counts: OracleCounts;
}

const windowMs = 10_000;
const graceMs = 10_000;
const silenceMs = 60_000;
const gapMs = 60_000;
const futureMs = 60_000;
const outlierMps = 70;
const movingMps = 1;

interface Kept {
  readonly fix: LocationUpdated;
  readonly payload: Buffer;
}

/**
 * The windows of one partition, computed in one go over all its records straight from the rules in docs/spec.md.
 * Shares no code with driver-speed: it is what driver-speed is compared with.
 */
export function computeWindows(records: readonly OracleRecord[]): OracleResult {
  const counts = { read: 0, used: 0, duplicates: 0, conflicts: 0, late: 0, rejected: 0, otherTypes: 0 };
  const drivers = new Map<string, Map<number, Kept>>();
  let arrivalMs: number | null = null;
  let greatestMs: number | null = null;
  let closedThroughMs: number | null = null;
  const close = (throughMs: number) => {
    closedThroughMs = Math.max(closedThroughMs ?? throughMs, throughMs);
  };

  for (const record of records) {
    counts.read++;
    const previousArrivalMs: number | null = arrivalMs;
    arrivalMs = Math.max(arrivalMs ?? record.arrivalMs, record.arrivalMs);
    const silent = previousArrivalMs !== null && arrivalMs - previousArrivalMs >= silenceMs;
    if (silent && greatestMs !== null) close(windowStart(greatestMs) + windowMs);

    if (isOtherType(record.value)) {
      counts.otherTypes++;
      continue;
    }
    const decoded = decodeRideEvent(record.key, record.value);
    if (
      decoded.kind !== 'event' ||
      decoded.event.type !== 'LocationUpdated' ||
      decoded.event.occurredAtMs > arrivalMs + futureMs
    ) {
      counts.rejected++;
      continue;
    }
    const fix: LocationUpdated = decoded.event;
    if (closedThroughMs !== null && fix.occurredAtMs < closedThroughMs) {
      counts.late++;
      continue;
    }
    const fixes = drivers.get(fix.driverId) ?? new Map<number, Kept>();
    drivers.set(fix.driverId, fixes);
    const candidate = { fix, payload: Buffer.from(record.value as Uint8Array) };
    const kept = fixes.get(fix.occurredAtMs);
    if (kept === undefined) {
      counts.used++;
      fixes.set(fix.occurredAtMs, candidate);
    } else if (kept.fix.sequence === fix.sequence && kept.payload.equals(candidate.payload)) {
      counts.duplicates++;
    } else {
      counts.conflicts++;
      if (comesFirst(candidate, kept)) fixes.set(fix.occurredAtMs, candidate);
    }
    greatestMs = Math.max(greatestMs ?? 0, Math.min(fix.occurredAtMs, arrivalMs));
    close(windowStart(greatestMs - graceMs));
  }
  const rows = [...drivers].flatMap(([driverId, fixes]) => driverRows(driverId, fixes));
  return { rows, closedThroughMs, counts };
}

/** W13: another type is that before anything else is asked of it, whole or broken. */
function isOtherType(value: Uint8Array | null): boolean {
  if (value === null || value.length > maxEventBytes) return false;
  try {
    const type = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value))?.type;
    return typeof type === 'string' && type !== 'LocationUpdated';
  } catch {
    return false;
  }
}

function windowStart(timeMs: number): number {
  return Math.floor(timeMs / windowMs) * windowMs;
}

function comesFirst(a: Kept, b: Kept): boolean {
  if (a.fix.sequence !== b.fix.sequence) return a.fix.sequence < b.fix.sequence;
  return Buffer.compare(a.payload, b.payload) < 0;
}

function driverRows(driverId: string, fixes: ReadonlyMap<number, Kept>): OracleWindow[] {
  const inOrder = [...fixes.values()].map((kept) => kept.fix).sort((a, b) => a.occurredAtMs - b.occurredAtMs);
  const rows: OracleWindow[] = [];
  let before: LocationUpdated | undefined;
  for (let next = 0; next < inOrder.length; ) {
    const windowStartMs = windowStart(inOrder[next].occurredAtMs);
    const own: LocationUpdated[] = [];
    while (next < inOrder.length && windowStart(inOrder[next].occurredAtMs) === windowStartMs) {
      own.push(inOrder[next++]);
    }
    const joined = before !== undefined && own[0].occurredAtMs - before.occurredAtMs <= gapMs;
    const sums = windowSums(joined ? [before as LocationUpdated, ...own] : own);
    rows.push({ driverId, windowStartMs, fixes: own.length, ...sums });
    before = own[own.length - 1];
  }
  return rows;
}

/** W3, W5, W15: the segments between the fixes of one window and the one before it. */
function windowSums(
  fixes: readonly LocationUpdated[],
): Omit<OracleWindow, 'driverId' | 'windowStartMs' | 'fixes'> {
  const silent = fixes.every((fix) => fix.speedMps === null);
  const pieces: LocationUpdated[][] = [[fixes[0]]];
  const segments: OracleSegment[] = [];
  let outliers = 0;
  for (const [index, to] of fixes.entries()) {
    if (index === 0) continue;
    const from = fixes[index - 1];
    const seconds = (to.occurredAtMs - from.occurredAtMs) / 1000;
    const mean = silent ? 0 : (speedAt(fixes, from) + speedAt(fixes, to)) / 2;
    const chord = chordM(from, to);
    if (chord / seconds > outlierMps || mean > outlierMps) {
      outliers++;
      pieces.push([to]);
      continue;
    }
    pieces[pieces.length - 1].push(to);
    if (silent) continue;
    const distanceM = weighedM(mean, seconds, chord, variance(from) + variance(to));
    segments.push({ later: to, distanceM, timeMs: to.occurredAtMs - from.occurredAtMs });
  }
  if (silent) for (const piece of pieces) segments.push(...smoothSegments(piece));
  const moves = (it: OracleSegment) => it.distanceM / (it.timeMs / 1000) >= movingMps;
  const idles = (it: OracleSegment) => !moves(it) && it.later.status === 'available';
  const timeOf = (some: readonly OracleSegment[]) => some.reduce((sum, it) => sum + it.timeMs, 0);
  return {
    segments,
    distanceM: segments.reduce((sum, it) => sum + it.distanceM, 0),
    timeS: timeOf(segments) / 1000,
    movingMs: timeOf(segments.filter(moves)),
    idleMs: timeOf(segments.filter(idles)),
    outliers,
  };
}

/** σ² per axis: accuracyM, 5 where it is null, held within 1 and 100, is the radius of 68 % of a Rayleigh distribution. */
function variance(fix: LocationUpdated): number {
  const sigma = Math.min(Math.max(fix.accuracyM ?? 5, 1), 100) / Math.sqrt(-2 * Math.log(0.32));
  return sigma ** 2;
}

/** The device's speed, or what lies between the nearest known before and after, or the nearest where one side has none. */
function speedAt(fixes: readonly LocationUpdated[], fix: LocationUpdated): number {
  const known = fixes.filter((other) => other.speedMps !== null);
  const earlier = known.findLast((other) => other.occurredAtMs <= fix.occurredAtMs);
  const later = known.find((other) => other.occurredAtMs >= fix.occurredAtMs);
  const one = (earlier ?? later) as LocationUpdated;
  const two = (later ?? earlier) as LocationUpdated;
  const a = one.speedMps as number;
  const b = two.speedMps as number;
  if (one === two) return a;
  return a + ((b - a) * (fix.occurredAtMs - one.occurredAtMs)) / (two.occurredAtMs - one.occurredAtMs);
}

/** Speed times time and chord, each by how little the other is to be trusted. */
function weighedM(mean: number, seconds: number, chord: number, chordVariance: number): number {
  const speedVariance = ((0.2 * mean) ** 2 * seconds ** 3) / 12;
  return (chordVariance * mean * seconds + speedVariance * chord) / (chordVariance + speedVariance);
}

/** The segments of the smoothed path: its length, less what noise adds to it, shared out by their lengths. */
function smoothSegments(fixes: readonly LocationUpdated[]): OracleSegment[] {
  if (fixes.length < 2) return [];
  const { toLocal } = localProjection(fixes[0]);
  const places = fixes.map(toLocal);
  const times = fixes.map((fix) => (fix.occurredAtMs - fixes[0].occurredAtMs) / 1000);
  const east = places.map((place) => place.eastM);
  const north = places.map((place) => place.northM);
  const pace = Math.hypot(slope(times, east), slope(times, north));
  const stray = 0.1 + (0.3 * pace) ** 2;
  // Each row asks something of the path, in units of its standard deviation: to be where the fixes are …
  const rows = fixes.map((fix, i) => unit(fixes.length, [i, 1 / Math.sqrt(variance(fix))]));
  const wanted = (axis: readonly number[]) => rows.map((row, i) => (i < fixes.length ? axis[i] * row[i] : 0));
  // … and to keep its velocity from one segment to the next.
  for (let i = 1; i + 1 < fixes.length; i++) {
    const [h1, h2] = [times[i] - times[i - 1], times[i + 1] - times[i]].map((h) => Math.max(h, 0.1));
    const scale = 1 / Math.sqrt((stray * (h1 + h2)) / 3);
    rows.push(unit(fixes.length, [i - 1, scale / h1], [i, -scale / h1 - scale / h2], [i + 1, scale / h2]));
  }
  const smoothEast = leastSquares(rows, wanted(east));
  const smoothNorth = leastSquares(rows, wanted(north));
  const lengths = fixes.map((_, i) =>
    i === 0 ? 0 : Math.hypot(smoothEast[i] - smoothEast[i - 1], smoothNorth[i] - smoothNorth[i - 1]),
  );
  const length = lengths.reduce((sum, it) => sum + it, 0);
  const noise = (variance(fixes[0]) + variance(fixes[fixes.length - 1])) / 2;
  const distanceM = Math.sqrt(Math.max(0, length ** 2 - noise));
  return fixes.slice(1).map((later, i) => ({
    later,
    distanceM: length === 0 ? 0 : (distanceM * lengths[i + 1]) / length,
    timeMs: later.occurredAtMs - fixes[i].occurredAtMs,
  }));
}

function unit(size: number, ...entries: readonly (readonly [number, number])[]): number[] {
  const row = new Array<number>(size).fill(0);
  for (const [place, value] of entries) row[place] = value;
  return row;
}

/** The slope of the straight line that fits best. */
function slope(times: readonly number[], values: readonly number[]): number {
  const [, b] = leastSquares(
    times.map((time) => [1, time]),
    values,
  );
  return b;
}

/** The x with the least Σ (row · x − wanted)², by the normal equations and Gauss–Jordan elimination with pivots. */
function leastSquares(rows: readonly (readonly number[])[], wanted: readonly number[]): number[] {
  const size = rows[0].length;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (_, j) =>
      rows.reduce((sum, row, k) => sum + row[i] * (j < size ? row[j] : wanted[k]), 0),
    ),
  );
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++) {
      if (Math.abs(matrix[i][column]) > Math.abs(matrix[pivot][column])) pivot = i;
    }
    [matrix[column], matrix[pivot]] = [matrix[pivot], matrix[column]];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const share = matrix[i][column] / matrix[column][column];
      for (let j = column; j <= size; j++) matrix[i][j] -= share * matrix[column][j];
    }
  }
  return matrix.map((row, i) => row[size] / row[i]);
}
