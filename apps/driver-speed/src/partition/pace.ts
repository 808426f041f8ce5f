/** What was folded and is not in the database. */
interface Uncommitted {
  /** When the oldest of it was folded, by a monotonic clock, ms. */
  readonly sinceMs: number;
  readonly records: number;
}

/** How far a partition's commits are behind. */
export interface Pace {
  /** When the last commit was sent. */
  readonly sentMs: number;
  readonly inFlight: Uncommitted | null;
  readonly waiting: Uncommitted | null;
}

const commitEveryMs = 1_000;
const lateMs = 2_000;
/** So many records waiting are committed before the second is over: catching up then seldom reaches the limit. */
const eagerRecords = 50_000;
/** No more records are folded past the last commit. */
export const maxRecords = 200_000;

export function freshPace(nowMs: number): Pace {
  return { sentMs: nowMs, inFlight: null, waiting: null };
}

/** Notes that `records` more were folded; 0 for a change that no record made. */
export function folded(pace: Pace, records: number, nowMs: number): Pace {
  const { sinceMs, records: before } = pace.waiting ?? { sinceMs: nowMs, records: 0 };
  return { ...pace, waiting: { sinceMs, records: before + records } };
}

/** How many more records may be folded before a commit is done. */
export function room(pace: Pace): number {
  return maxRecords - (pace.inFlight?.records ?? 0) - (pace.waiting?.records ?? 0);
}

export function isCommitDue(pace: Pace, nowMs: number): boolean {
  if (pace.inFlight !== null || pace.waiting === null) return false;
  return nowMs - pace.sentMs >= commitEveryMs || pace.waiting.records >= eagerRecords;
}

export function sent(pace: Pace, nowMs: number): Pace {
  return { sentMs: nowMs, inFlight: pace.waiting, waiting: null };
}

export function committed(pace: Pace): Pace {
  return { ...pace, inFlight: null };
}

/** Whether reading must wait for the database: a commit is more than 2 s late, or there is no room. */
export function mustWait(pace: Pace, nowMs: number): boolean {
  const oldest = pace.inFlight ?? pace.waiting;
  return room(pace) <= 0 || (oldest !== null && nowMs - oldest.sinceMs > commitEveryMs + lateMs);
}
