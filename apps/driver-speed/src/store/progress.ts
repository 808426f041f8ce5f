import type { Position } from '@rumo/event-stream';
import type { ResumePoint } from '../windows/resume-point.ts';
import { type Counts, noCounts, type TallyRows } from '../windows/tally.ts';

/** Where the windows of one partition stand in one log (X5). */
export interface Progress {
  readonly logId: string;
  /** The last record counted; null before the first. */
  readonly after: { readonly position: Position; readonly arrivalMs: number } | null;
  /** −Infinity before the first close. */
  readonly closedThroughMs: number;
  /** Set whenever `after` is. */
  readonly resume: ResumePoint | null;
  readonly counts: Readonly<Counts>;
  readonly rejectedByReason: Readonly<Record<string, number>>;
}

/** What one transaction writes: the progress, and the rows that came since the one before. */
export interface Commit extends Progress, TallyRows {
  /** Start of the oldest open window, null when none is open (W14). */
  readonly openFromMs: number | null;
  readonly atEnd: boolean;
}

/** What a takeover gives: the owner's version, without which nothing is written, and what stands. */
export interface Ownership {
  readonly version: string;
  readonly progress: Progress;
  /** Somebody said within the last minute that reading is paused. */
  readonly paused: boolean;
}

/** Where driver-speed keeps what it must not lose. Every call may reject: then nobody knows whether it happened. */
export interface PartitionStore {
  /**
   * Makes the caller the partition's owner: commits of earlier owners are refused from then on (X2). A partition
   * without a row gets one of the log `newLogId`, before its first record.
   */
  takeOver(partition: number, newLogId: string): Promise<Ownership>;
  /** All of it or nothing. `fenced`: there is a later owner, nothing was written. */
  commit(partition: number, version: string, commit: Commit): Promise<'committed' | 'fenced'>;
  /** Says that reading is paused, or no longer is, to whoever takes a partition over. To be said again while it lasts. */
  notePaused(paused: boolean): Promise<void>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
}

/** A log of which nothing has been counted. */
export function freshProgress(logId: string): Progress {
  return {
    logId,
    after: null,
    closedThroughMs: Number.NEGATIVE_INFINITY,
    resume: null,
    counts: noCounts,
    rejectedByReason: {},
  };
}
