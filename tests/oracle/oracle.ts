import { decodeRideEvent, type LocationUpdated, maxEventBytes } from '@rumo/events';
import { distanceM } from '@rumo/geo';

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
  readonly fixes: number;
  readonly outliers: number;
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
  readonly rows: readonly OracleRow[];
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

function driverRows(driverId: string, fixes: ReadonlyMap<number, Kept>): OracleRow[] {
  const inOrder = [...fixes.values()].map((kept) => kept.fix).sort((a, b) => a.occurredAtMs - b.occurredAtMs);
  const rows = new Map<number, { distanceM: number; timeS: number; fixes: number; outliers: number }>();
  inOrder.forEach((fix, index) => {
    const start = windowStart(fix.occurredAtMs);
    const row = rows.get(start) ?? { distanceM: 0, timeS: 0, fixes: 0, outliers: 0 };
    rows.set(start, row);
    row.fixes++;
    const before = inOrder[index - 1];
    if (before === undefined || fix.occurredAtMs - before.occurredAtMs > gapMs) return;
    const timeS = (fix.occurredAtMs - before.occurredAtMs) / 1000;
    const chordM = distanceM(before, fix);
    const metres = segmentDistanceM(before.speedMps, fix.speedMps, timeS, chordM);
    if (Math.max(chordM, metres) / timeS > outlierMps) {
      row.outliers++;
      return;
    }
    row.distanceM += metres;
    row.timeS += timeS;
  });
  return [...rows].map(([windowStartMs, row]) => ({ driverId, windowStartMs, ...row }));
}

/** The device's speed over the segment where it is known at an end or both, else the straight line. */
function segmentDistanceM(from: number | null, to: number | null, timeS: number, chordM: number): number {
  if (from !== null && to !== null) return ((from + to) / 2) * timeS;
  return from === null && to === null ? chordM : ((from ?? to) as number) * timeS;
}
