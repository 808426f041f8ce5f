import type { Position, StreamRecord } from '@rumo/event-stream';
import { decodeRideEvent, type LocationUpdated } from '@rumo/events';
import { compareClaims } from '../windows/fix.ts';
import { foldRecord, type Outcome } from '../windows/fold.ts';
import { type FoldSettings, freshState } from '../windows/partition-state.ts';
import { futureLimitMs } from '../windows/rules.ts';
import { type ClosedWindow, takeRows, tallyFrom } from '../windows/tally.ts';

/** Which windows of which driver; both times are window starts. */
export interface Stretch extends Pick<FoldSettings, 'gapMs' | 'maxSpeedMps'> {
  readonly driverId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** One record of the driver and what became of it. */
export interface JudgedFix {
  readonly event: LocationUpdated;
  readonly arrivalMs: number;
  readonly position: Position;
  readonly outcome: 'used' | 'duplicate' | 'conflict' | 'late' | 'rejected';
}

export interface LogReading {
  /** Takes the next records in; true when those to come are not asked for. */
  take(records: readonly StreamRecord[]): boolean;
  /** The driver's fixes from W5's gap before the stretch to its end, by time, those of one time by arrival. */
  fixes(): readonly JudgedFix[];
  /** The rows that the fold gives for the stretch's windows, by time. */
  rows(): readonly ClosedWindow[];
  /** Whether the last window has closed. */
  isClosed(): boolean;
  /** Records under the driver's key that say nothing. */
  unreadable(): number;
}

/** For how long after the last window has closed late records are looked for, ms of arrival. */
export const latenessMs = 60_000;

/**
 * Records are to be given from the first that arrived at or after this. Then every fix that the stretch may need is
 * among them (W9), and what was closed before is older than all of those: the fold from here judges them as the one from
 * the log's beginning does.
 */
export function readFromMs({ fromMs, gapMs }: Pick<Stretch, 'fromMs' | 'gapMs'>): number {
  return fromMs - gapMs - futureLimitMs;
}

/** Runs the fold over a stretch of the log and keeps what became of one driver's records. */
export function logReading({ driverId, fromMs, toMs, gapMs, maxSpeedMps }: Stretch): LogReading {
  const state = freshState({ gapMs, maxSpeedMps, recordsPerCheckpoint: 250 });
  const tally = tallyFrom();
  const key = Buffer.from(driverId);
  const fixes: JudgedFix[] = [];
  const usedAt = new Map<number, number>();
  const values: (Uint8Array | null)[] = [];
  let rows: ClosedWindow[] = [];
  let unreadable = 0;
  let enoughMs = Number.POSITIVE_INFINITY;

  function keep(record: StreamRecord, outcome: Outcome): void {
    if (outcome === 'otherTypes') return;
    const decoded = decodeRideEvent(record.key, record.value);
    if (decoded.kind === 'rejected' && record.key !== null) unreadable++;
    if (decoded.kind !== 'event' || decoded.event.type !== 'LocationUpdated') return;
    const { event } = decoded;
    if (event.driverId !== driverId || event.occurredAtMs < fromMs - gapMs || event.occurredAtMs >= toMs)
      return;
    const { position } = record;
    const judged = { event, position, arrivalMs: state.clock.arrivalMs, outcome: named(outcome) };
    const held = usedAt.get(event.occurredAtMs);
    if (outcome === 'used') usedAt.set(event.occurredAtMs, fixes.length);
    if (outcome !== 'conflicts' || held === undefined || !replaces(record, event, held)) {
      fixes.push(judged);
      values.push(record.value);
      return;
    }
    fixes[held] = { ...fixes[held], outcome: 'conflict' };
    usedAt.set(event.occurredAtMs, fixes.length);
    fixes.push({ ...judged, outcome: 'used' });
    values.push(record.value);
  }

  /** W8 */
  function replaces(record: StreamRecord, { sequence }: LocationUpdated, held: number): boolean {
    const stays = { sequence: fixes[held].event.sequence, payload: values[held] };
    return compareClaims({ sequence, payload: record.value }, stays) < 0;
  }

  return {
    take(records) {
      for (const record of records) {
        const outcome = foldRecord(state, record, tally);
        if (record.key === null || key.equals(record.key)) keep(record, outcome);
      }
      const closed = takeRows(tally).closed.filter(
        (row) => row.driverId === driverId && row.windowStartMs >= fromMs && row.windowStartMs < toMs,
      );
      rows = rows.concat(closed);
      if (state.clock.closedThroughMs >= toMs)
        enoughMs = Math.min(enoughMs, state.clock.arrivalMs + latenessMs);
      return state.clock.arrivalMs >= enoughMs;
    },
    fixes: () => fixes.toSorted((a, b) => a.event.occurredAtMs - b.event.occurredAtMs),
    rows: () => rows,
    isClosed: () => state.clock.closedThroughMs >= toMs,
    unreadable: () => unreadable,
  };
}

function named(outcome: Exclude<Outcome, 'otherTypes'>): JudgedFix['outcome'] {
  switch (outcome) {
    case 'duplicates':
      return 'duplicate';
    case 'conflicts':
      return 'conflict';
    default:
      return outcome;
  }
}
