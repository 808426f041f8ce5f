import type { Position, Start, StreamRecord } from '@rumo/event-stream';
import type { Commit, Progress } from '../store/progress.ts';
import { fold } from '../windows/fold.ts';
import { crossGap, forgetFixes } from '../windows/log-gap.ts';
import {
  type FoldSettings,
  freshState,
  openFromMs,
  type PartitionState,
} from '../windows/partition-state.ts';
import { endReplay, type Replay, replayRecords } from '../windows/replay.ts';
import { resumePoint } from '../windows/resume-point.ts';
import { type Tally, takeRows, tallyFrom } from '../windows/tally.ts';

/** One owner's memory of a partition: what the log has told since the resume point. The log is the state. */
export interface Session {
  readonly logId: string;
  readonly state: PartitionState;
  readonly tally: Tally;
  /** Set until the last record counted by the owner before was passed. */
  replay: Replay | null;
}

/** Takes up where `progress` stands; records must then come from `startOf(progress)` on. */
export function openSession(progress: Progress, settings: FoldSettings): Session {
  const { logId, counts, rejectedByReason, after, resume, closedThroughMs } = progress;
  const tally = tallyFrom(counts, rejectedByReason, settings.streets);
  if (after === null || resume === null) return { logId, state: freshState(settings), tally, replay: null };
  const replay = { anchor: after, closedThroughMs, earlyCloses: [...resume.earlyCloses] };
  return { logId, state: freshState(settings, resume.clock), tally, replay };
}

export function startOf({ after, resume }: Progress): Start {
  if (after === null || resume === null) return { from: 'beginning' };
  return { from: 'position', position: resume.position };
}

export type Taken =
  /** Everything before index `next` was folded, `counted` records of it beyond the replay. */
  | { readonly kind: 'folded'; readonly next: number; readonly counted: number }
  /** X5; why it is one. */
  | { readonly kind: 'another_log'; readonly found: string };

/** Folds `records` from index `from` on, at most `limit` of them beyond the replay. */
export function takeRecords(
  session: Session,
  records: readonly StreamRecord[],
  from: number,
  limit: number,
  compare: (a: Position, b: Position) => number,
): Taken {
  let first = from;
  if (session.replay !== null) {
    const step = replayRecords(session.state, session.replay, records, compare);
    if (step.kind === 'another_log') return step;
    if (step.kind === 'replaying') return { kind: 'folded', next: records.length, counted: 0 };
    session.replay = null;
    first = step.next;
  }
  const next = Math.min(records.length, first + limit);
  fold(session.state, records, session.tally, first, next);
  return { kind: 'folded', next, counted: Math.max(0, next - first) };
}

/** The log no longer holds what comes next and goes on at `first`: one log_gap is counted. */
export function takeGap(
  session: Session,
  first: Position,
  compare: (a: Position, b: Position) => number,
): void {
  const { replay, state, tally } = session;
  if (replay === null) {
    crossGap(state, tally);
    return;
  }
  forgetFixes(state);
  tally.counts.logGaps++;
  if (compare(first, replay.anchor.position) <= 0) return;
  endReplay(state, replay);
  state.after = replay.anchor;
  session.replay = null;
}

/** What is to be written now; the rows are handed over and not given again. */
export function commitOf(session: Session, atEnd: boolean): Commit {
  const { logId, state, tally } = session;
  return {
    logId,
    after: state.after,
    closedThroughMs: state.clock.closedThroughMs,
    resume: resumePoint(state.checkpoints),
    counts: { ...tally.counts },
    rejectedByReason: Object.fromEntries(tally.rejectedByReason),
    openFromMs: openFromMs(state),
    atEnd,
    ...takeRows(tally),
  };
}
