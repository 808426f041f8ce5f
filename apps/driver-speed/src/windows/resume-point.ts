import type { Position, StreamRecord } from '@rumo/event-stream';
import type { StreamClock } from './stream-clock.ts';

/** The start of a stretch of the log, with the clock before its first record. */
export interface Checkpoint {
  /** Counts up from one stretch to the next. */
  readonly number: number;
  readonly position: Position;
  readonly clock: Readonly<StreamClock>;
  /** Records folded since. */
  records: number;
  /** Fixes of the stretch that are still needed. */
  needed: number;
  /** Fixes of the stretch whose payload is still needed: those of open windows (W8). */
  payloads: number;
  /** What their payloads lie in. */
  readonly sources: Uint8Array[];
  /** Closes on proof of silence within the stretch: the log alone does not tell them. */
  readonly earlyCloses: EarlyClose[];
}

/** Where in its stretch a payload lies: index of the source, and its bytes there. */
export interface PayloadPlace {
  readonly source: number;
  readonly from: number;
  readonly to: number;
}

export interface EarlyClose {
  /** The record after which it happened. */
  readonly afterPosition: Position;
  readonly throughMs: number;
}

/** X4: where a new owner begins to read, and what it must know besides the log. */
export interface ResumePoint {
  readonly position: Position;
  readonly clock: Readonly<StreamClock>;
  readonly earlyCloses: readonly EarlyClose[];
}

/**
 * The stretch that a record belongs to. A stretch holds `recordsPerCheckpoint` records and ends at an early close, so
 * that the clock of the next one knows it.
 */
export function checkpointFor(
  checkpoints: Checkpoint[],
  record: Pick<StreamRecord, 'position'>,
  clock: StreamClock,
  recordsPerCheckpoint: number,
): Checkpoint {
  const last = checkpoints[checkpoints.length - 1];
  if (last !== undefined && last.records < recordsPerCheckpoint && last.earlyCloses.length === 0) return last;
  const next = {
    number: last === undefined ? 0 : last.number + 1,
    position: record.position,
    clock: { ...clock },
    records: 0,
    needed: 0,
    payloads: 0,
    sources: [],
    earlyCloses: [],
  };
  checkpoints.push(next);
  return next;
}

/** Counts a fix of an open window in, and keeps what its payload lies in. */
export function hold(checkpoint: Checkpoint, source: Uint8Array): void {
  const { sources } = checkpoint;
  checkpoint.needed++;
  checkpoint.payloads++;
  if (sources.length === 0 || sources[sources.length - 1] !== source) sources.push(source);
}

/** The fix's window has closed. */
export function releasePayload(checkpoints: readonly Checkpoint[], number: number): void {
  const checkpoint = stretchOf(checkpoints, number);
  checkpoint.payloads--;
  if (checkpoint.payloads === 0) checkpoint.sources.length = 0;
}

/** Nobody needs the fix any longer. */
export function release(checkpoints: readonly Checkpoint[], number: number): void {
  stretchOf(checkpoints, number).needed--;
}

export function payloadOf(
  checkpoints: readonly Checkpoint[],
  number: number,
  { source, from, to }: PayloadPlace,
): Uint8Array {
  return stretchOf(checkpoints, number).sources[source].subarray(from, to);
}

/** A stretch stays among the checkpoints while a fix of it is needed. */
function stretchOf(checkpoints: readonly Checkpoint[], number: number): Checkpoint {
  return checkpoints[number - checkpoints[0].number];
}

/**
 * X4: the start of the oldest stretch with a fix that is still needed. Forgets the stretches before it. The newest
 * stays in any case: it holds the last record counted, which a new owner reads back (X5). Null before any record.
 */
export function resumePoint(checkpoints: Checkpoint[]): ResumePoint | null {
  let oldest = 0;
  while (oldest < checkpoints.length - 1 && checkpoints[oldest].needed === 0) oldest++;
  checkpoints.splice(0, oldest);
  if (checkpoints.length === 0) return null;
  const { position, clock } = checkpoints[0];
  return { position, clock, earlyCloses: checkpoints.flatMap((checkpoint) => checkpoint.earlyCloses) };
}
