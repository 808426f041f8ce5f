import type { Position, StreamRecord } from '@rumo/event-stream';
import type { RejectReason } from '@rumo/events';
import { maxEventBytes } from '@rumo/events';
import { type PlaceRows, type Places, placesOn, takePlaces } from './places.ts';
import type { StreetMap } from './street-map.ts';

/** Sums since the log's beginning: read is the sum of used to otherTypes (W13). */
export interface Counts {
  read: number;
  used: number;
  duplicates: number;
  conflicts: number;
  late: number;
  rejected: number;
  otherTypes: number;
  outliers: number;
  logGaps: number;
  idleDisagreements: number;
}

/** `future`: W9. */
export type Reason = RejectReason | 'future';

/** Sums of one driver's segments in one base window (W3, W4). There is one for each window with a used fix. */
export interface ClosedWindow {
  readonly driverId: string;
  readonly windowStartMs: number;
  readonly distanceM: number;
  readonly timeS: number;
  /** W15: parts of the time. */
  readonly movingMs: number;
  readonly idleMs: number;
  readonly fixes: number;
  readonly outliers: number;
  readonly partial: boolean;
}

export interface RejectedRecord {
  readonly position: Position;
  readonly arrivalMs: number;
  readonly reason: Reason;
  readonly detail: string;
  readonly key: Uint8Array | null;
  /** At most `maxEventBytes` of it. */
  readonly value: Uint8Array | null;
}

/** What folding leaves for the database: counts since the log's beginning, the rest since the last `takeRows`. */
export interface Tally {
  readonly counts: Counts;
  readonly rejectedByReason: Map<string, number>;
  closed: ClosedWindow[];
  rejected: RejectedRecord[];
  /** Null without streets, and where nothing is written anyway. */
  readonly places: Places | null;
}

/** Rows for the database. */
export interface TallyRows {
  readonly closed: readonly ClosedWindow[];
  readonly rejected: readonly RejectedRecord[];
  readonly places: PlaceRows | null;
}

/** How many rejected records are kept whole. */
export const rejectedKept = 1_000;

export const noCounts: Readonly<Counts> = {
  read: 0,
  used: 0,
  duplicates: 0,
  conflicts: 0,
  late: 0,
  rejected: 0,
  otherTypes: 0,
  outliers: 0,
  logGaps: 0,
  idleDisagreements: 0,
};

/** A tally that goes on from the sums given. */
export function tallyFrom(
  counts: Readonly<Counts> = noCounts,
  rejectedByReason: Readonly<Record<string, number>> = {},
  streets: StreetMap | null = null,
): Tally {
  return {
    counts: { ...counts },
    rejectedByReason: new Map(Object.entries(rejectedByReason)),
    closed: [],
    rejected: [],
    places: streets === null ? null : placesOn(streets),
  };
}

/** Counts a record as rejected and keeps it among the newest. */
export function tallyRejected(tally: Tally, record: StreamRecord, reason: Reason, detail: string): void {
  tally.counts.rejected++;
  tally.rejectedByReason.set(reason, (tally.rejectedByReason.get(reason) ?? 0) + 1);
  const { position, arrivalMs, key, value } = record;
  tally.rejected.push({
    position,
    arrivalMs,
    reason,
    detail: printable(detail).slice(0, 500),
    key: key === null ? null : key.subarray(0, maxEventBytes),
    value: value === null ? null : value.subarray(0, maxEventBytes),
  });
  if (tally.rejected.length >= 2 * rejectedKept) tally.rejected = newestRejected(tally.rejected);
}

/** Hands over the rows gathered so far and begins anew; the counts stand. */
export function takeRows(tally: Tally): TallyRows {
  const places = tally.places === null ? null : takePlaces(tally.places);
  const rows = { closed: tally.closed, rejected: newestRejected(tally.rejected), places };
  tally.closed = [];
  tally.rejected = [];
  return rows;
}

function newestRejected(rejected: RejectedRecord[]): RejectedRecord[] {
  return rejected.length <= rejectedKept ? rejected : rejected.slice(-rejectedKept);
}

/** Without what PostgreSQL's text refuses: NUL and halves of surrogate pairs. */
function printable(text: string): string {
  return text.replaceAll('\0', '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd');
}
