import type { Assignment, PartitionReader, Position, Start, StreamRecord } from '@rumo/event-stream';
import type { Logger } from '@rumo/service';
import { sessionTimeoutMs } from '../group-session.ts';
import {
  type Commit,
  freshProgress,
  type Ownership,
  type PartitionStore,
  type Progress,
} from '../store/progress.ts';
import type { FoldSettings } from '../windows/partition-state.ts';
import { closeEarly, look, type Quiet, received } from '../windows/silence.ts';
import { endWatch } from './end-watch.ts';
import { committed, folded, freshPace, isCommitDue, mustWait, room, sent } from './pace.ts';
import { commitOf, openSession, type Session, startOf, takeGap, takeRecords } from './session.ts';

/** All that a worker touches of the world. */
export interface WorkerDeps {
  readonly store: PartitionStore;
  readonly comparePositions: (a: Position, b: Position) => number;
  /** A monotonic clock, ms. */
  readonly nowMs: () => number;
  readonly newLogId: () => string;
  readonly settings: FoldSettings;
  readonly logger: Logger;
  /** Whether the group has lately counted this process in. */
  readonly inGroup: () => boolean;
  /** Resolves when the partition may be loaded: at once, or after a while when it has failed before. */
  readonly mayLoad: (partition: number) => Promise<void>;
  readonly report: (partition: number, event: WorkerEvent) => void;
}

/** What outlives one assignment. `counted`: records folded for good. */
export type WorkerEvent =
  | {
      readonly kind: 'loaded';
      readonly counted: Pick<Progress, 'counts' | 'rejectedByReason'>;
      readonly paused: boolean;
    }
  | { readonly kind: 'fenced' | 'another_log' }
  | { readonly kind: 'counted'; readonly records: number }
  | { readonly kind: 'committed'; readonly commit: Commit; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface PartitionWorker extends PartitionReader {
  readonly partition: number;
  /** To be called several times a second: commits, pauses and resumes, looks for silence. */
  tick(): void;
  /** Stops or goes on reading because somebody asked for it. */
  setPaused(asked: boolean): void;
  /** Folds no more and commits what was folded. Never rejects. */
  finish(): Promise<void>;
  /** What is in memory; null while nothing is. */
  session(): Session | null;
}

type Delivery =
  | { readonly kind: 'records'; readonly records: readonly StreamRecord[]; from: number }
  | { readonly kind: 'gap'; readonly asked: Position; readonly first: Position };

/** For how long the log must be seen to end before the last record counted until it is called another one, ms. */
const shortLogMs = 2_000;

/**
 * For how long the group must leave us a partition that another process took over until we ask for it again, ms. In the
 * first of two sessions a member is told that it lost one.
 */
const fencedMs = 2 * sessionTimeoutMs;

/** One partition in this process's hands, from its assignment until that is lost or memory was dropped. */
export function partitionWorker(assignment: Assignment, deps: WorkerDeps): PartitionWorker {
  const { store, nowMs, comparePositions } = deps;
  const { partition, signal } = assignment;
  const log = deps.logger.child({ partition });
  const report = (event: WorkerEvent) => deps.report(partition, event);
  const watch = endWatch(assignment, nowMs, reachedEnd);
  let session: Session | null = null;
  let version = '';
  let inbox: Delivery[] = [];
  let pace = freshPace(nowMs());
  /** Resolves with whether the outcome of the last commit is known. */
  let commitInFlight: Promise<boolean> = Promise.resolve(true);
  let committedAtEnd = false;
  let shortSinceMs: number | null = null;
  let fencedFor: Quiet | null = null;
  let dropped = false;
  let stopping = false;
  let pauseAsked = false;
  let paused = false;

  signal.addEventListener('abort', drop, { once: true });

  async function start(): Promise<Start> {
    const owned = await takeOver();
    if (owned === null || dropped || stopping) return { from: 'end' };
    version = owned.version;
    session = openSession(owned.progress, deps.settings);
    pace = freshPace(nowMs());
    watch.received();
    keepPace();
    report({ kind: 'loaded', counted: owned.progress, paused: owned.paused });
    return startOf(owned.progress);
  }

  /** Tries until it has the partition; null when that was lost meanwhile. */
  async function takeOver(): Promise<Ownership | null> {
    while (!dropped && !stopping) {
      try {
        await deps.mayLoad(partition);
        return await store.takeOver(partition, deps.newLogId());
      } catch (error) {
        if (!dropped) report({ kind: 'failed', error });
      }
    }
    return null;
  }

  function records(records: readonly StreamRecord[]): void {
    if (dropped || stopping || records.length === 0) return;
    watch.received();
    shortSinceMs = null;
    inbox.push({ kind: 'records', records, from: 0 });
    foldInbox();
    keepPace();
  }

  function gap(asked: Position, first: Position): void {
    if (dropped || stopping) return;
    watch.received();
    if (comparePositions(first, asked) < 0) beginAnotherLog(`it ends before ${asked}`);
    else inbox.push({ kind: 'gap', asked, first });
  }

  /** Folds what was handed over, as far as there is room. */
  function foldInbox(): void {
    while (inbox.length > 0 && session !== null) {
      const delivery = inbox[0];
      if (delivery.kind === 'gap') {
        // Together with the first record after it: a commit right between them would stand at a lost record.
        if (inbox.length === 1 || room(pace) <= 0) return;
        log.warn(
          { asked: delivery.asked, first: delivery.first },
          'the log lost records: going on at its start',
        );
        takeGap(session, delivery.first, comparePositions);
      } else if (!foldDelivery(session, delivery)) return;
      inbox.shift();
    }
  }

  function foldDelivery(into: Session, delivery: Extract<Delivery, { kind: 'records' }>): boolean {
    const taken = takeRecords(into, delivery.records, delivery.from, room(pace), comparePositions);
    if (taken.kind === 'another_log') {
      beginAnotherLog(taken.found);
      return false;
    }
    delivery.from = taken.next;
    if (taken.counted > 0) {
      pace = folded(pace, taken.counted, nowMs());
      report({ kind: 'counted', records: taken.counted });
    }
    return taken.next === delivery.records.length;
  }

  function reachedEnd(proves: boolean): boolean {
    if (session === null || stopping || inbox.length > 0) return false;
    if (session.replay !== null) {
      shortSinceMs ??= nowMs();
      // Right after a broker failed over, the end it tells may lag behind for a moment.
      if (nowMs() - shortSinceMs >= shortLogMs)
        beginAnotherLog(`it ends before ${session.replay.anchor.position}`);
      return false;
    }
    const closed = proves && closeEarly(session.state, session.tally);
    if (closed || !committedAtEnd) pace = folded(pace, 0, nowMs());
    return true;
  }

  function tick(): void {
    if (stopping) return;
    if (fencedFor !== null) lookWhoOwns(fencedFor);
    if (session === null) return;
    foldInbox();
    keepPace();
    if (!paused) watch.tick();
  }

  function keepPace(): void {
    if (session === null) return;
    if (isCommitDue(pace, nowMs())) commit(session);
    const want = pauseAsked || mustWait(pace, nowMs());
    if (want === paused) return;
    paused = want;
    if (paused) assignment.pause();
    else assignment.resume();
  }

  function commit(of: Session): void {
    const content = commitOf(of, watch.atEnd);
    const sentMs = nowMs();
    pace = sent(pace, sentMs);
    commitInFlight = store.commit(partition, version, content).then(
      (result) => {
        if (session !== of) return true;
        if (result === 'fenced') {
          fenced();
          return true;
        }
        pace = committed(pace);
        committedAtEnd = content.atEnd;
        report({ kind: 'committed', commit: content, tookMs: nowMs() - sentMs });
        if (content.after !== null) assignment.commitHint(content.after.position);
        return true;
      },
      (error) => {
        if (session === of) failed(error);
        return false;
      },
    );
  }

  /** X5: the row turns to the other log before anything of that is counted; then the partition is loaded anew. */
  function beginAnotherLog(found: string): void {
    const before = session;
    const logId = deps.newLogId();
    log.warn(
      { found, logId, before: before?.logId },
      'this is another log: counting it from its first record',
    );
    report({ kind: 'another_log' });
    session = null;
    inbox = [];
    const empty = {
      ...freshProgress(logId),
      openFromMs: null,
      atEnd: false,
      closed: [],
      rejected: [],
      places: null,
    };
    commitInFlight = commitInFlight
      .then((isKnown) => {
        // A commit of the log before may still be on its way: only a new version keeps it out.
        if (!isKnown || dropped) throw new Error('the outcome of the last commit is unknown');
        return store.commit(partition, version, empty);
      })
      .then(
        (result) => {
          if (result === 'fenced') fenced();
          else assignment.restart();
          return true;
        },
        (error) => {
          failed(error);
          return false;
        },
      );
  }

  function fenced(): void {
    if (dropped) return;
    log.warn('another process owns the partition: nothing more is written');
    report({ kind: 'fenced' });
    drop();
    fencedFor = received(nowMs());
  }

  /** A stalled process may have taken over after it had lost the partition to us: then nobody else works at it. */
  function lookWhoOwns(since: Quiet): void {
    fencedFor = deps.inGroup() ? look(since, nowMs()) : received(nowMs());
    if (nowMs() - fencedFor.sinceMs < fencedMs || signal.aborted) return;
    log.warn('the group has left the partition to this process: it is loaded anew');
    assignment.restart();
  }

  /** Nobody knows whether the commit happened: the database is asked by loading anew. */
  function failed(error: unknown): void {
    if (dropped) return;
    report({ kind: 'failed', error });
    drop();
    if (!stopping) assignment.restart();
  }

  function drop(): void {
    dropped = true;
    session = null;
    inbox = [];
    if (!signal.aborted) assignment.pause();
  }

  return {
    partition,
    start,
    records,
    gap,
    tick,
    setPaused(asked) {
      pauseAsked = asked;
      keepPace();
    },
    async finish() {
      stopping = true;
      await commitInFlight;
      if (session === null || pace.waiting === null) return;
      commit(session);
      await commitInFlight;
    },
    session: () => session,
  };
}
