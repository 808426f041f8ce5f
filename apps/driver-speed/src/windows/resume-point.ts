import type { Position } from '@rumo/event-stream';
import type { StreamClock } from './stream-clock.ts';

/** The start of a stretch of the log, with the clock before its first record. */
export interface Checkpoint {
  readonly position: Position;
  readonly clock: Readonly<StreamClock>;
  /** Records folded since. */
  records: number;
  /** Fixes of the stretch that are still needed. */
  needed: number;
  /** Closes on proof of silence within the stretch: the log alone does not tell them. */
  readonly earlyCloses: EarlyClose[];
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
 * The stretch that a record at `position` belongs to. A stretch holds `recordsPerCheckpoint` records and ends at an
 * early close, so that the clock of the next one knows it.
 */
export function checkpointFor(
  checkpoints: Checkpoint[],
  position: Position,
  clock: StreamClock,
  recordsPerCheckpoint: number,
): Checkpoint {
  const last = checkpoints[checkpoints.length - 1];
  if (last !== undefined && last.records < recordsPerCheckpoint && last.earlyCloses.length === 0) return last;
  const next = { position, clock: { ...clock }, records: 0, needed: 0, earlyCloses: [] };
  checkpoints.push(next);
  return next;
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
