import type { StreamRecord } from '@rumo/event-stream';
import { commitOf, openSession, type Session, startOf, takeRecords } from '../partition/session.ts';
import { type Commit, freshProgress, type Progress } from '../store/progress.ts';
import { fold } from '../windows/fold.ts';
import { closeEarly } from '../windows/silence.ts';
import { freshClock } from '../windows/stream-clock.ts';
import { tallyFrom } from '../windows/tally.ts';
import { uninterrupted } from './histories.ts';
import { rowKey } from './memory-store.ts';
import { compare, fix, logOf } from './timeline.ts';

/** What may be left out of the protocol, to see that it is missed. */
export type LeftOut = 'nothing' | 'version check' | 'anchor fix' | 'resume clock' | 'proof of silence';

/**
 * One driver's fixes, few enough to try every interleaving: the second is lost by whoever closes early without proof,
 * the third is late, the fourth takes the place of the first (W8), so that the clock alone remembers what made the
 * third one late, and the last closes the window of the second, which the next one's distance still needs.
 */
const fixes = [
  { second: 24, northM: 240, sequence: 5 },
  { second: 14, northM: 90, sequence: 2 },
  { second: 7, northM: 20, sequence: 3 },
  { second: 24, northM: 250, sequence: 1 },
  { second: 34, northM: 400, sequence: 6 },
] as const;
export const recordCount = fixes.length;

const settings = { gapMs: 60_000, recordsPerCheckpoint: 1 };

type Did = { readonly what: 'read'; readonly arrivalS: number } | { readonly what: 'close early' | 'commit' };

/** What is in the database: the progress and the rows. */
export interface Stored {
  readonly progress: Progress;
  readonly rows: Readonly<Record<string, string>>;
}

/**
 * Sessions, commits and database contents by number, made by the code under test. The same steps from the same
 * progress make the same session: each is made once, however many interleavings come by it.
 */
export interface SessionBook {
  readonly empty: number;
  open(stored: number): number;
  read(session: number, arrivalS: number): number;
  /** The same session when that closes nothing. */
  closeEarly(session: number): number;
  commit(session: number): { readonly session: number; readonly commit: number };
  isReplaying(session: number): boolean;
  /** Index of the first record that a session opened on it reads. */
  firstOf(stored: number): number;
  /** What the database holds after the commit; null when it refuses a row that is there. */
  apply(stored: number, commit: number): number | null;
  /** What differs from a run without a stop, once the log has gone on after `nowS`; null when nothing does. */
  problemOf(stored: number, arrivals: readonly number[], nowS: number): string | null;
}

export function sessionBook(leftOut: LeftOut): SessionBook {
  const stored = numbered<Stored>();
  const recipes = numbered<{ readonly stored: number; readonly did: readonly Did[] }>();
  const commits = numbered<Commit>();
  const known = new Map<string, unknown>();
  const once = <Value>(key: string, make: () => Value): Value => {
    if (!known.has(key)) known.set(key, make());
    return known.get(key) as Value;
  };

  function open(of: number): Session {
    return openSession(stored.get(of).progress, settings);
  }

  function cook(number: number): { readonly session: Session; readonly last: Commit | null } {
    const { stored: of, did } = recipes.get(number);
    const session = open(of);
    let next = firstOf(of);
    let last: Commit | null = null;
    for (const step of did) {
      last = null;
      if (step.what === 'read') take(session, recordAt(next++, step.arrivalS));
      else if (step.what === 'close early') closeEarly(session.state, session.tally);
      else last = commitOf(session, false);
    }
    return { session, last };
  }

  function then(session: number, step: Did): number {
    const { stored: of, did } = recipes.get(session);
    return recipes.numberOf({ stored: of, did: [...did, step] });
  }

  function firstOf(of: number): number {
    const start = startOf(stored.get(of).progress);
    return start.from === 'position' ? Number(start.position) : 0;
  }

  /** Where the arrivals of all records read so far are, and where they began. */
  function readSoFar(number: number): readonly (readonly [number, number])[] {
    const { stored: of, did } = recipes.get(number);
    const first = firstOf(of);
    return did
      .flatMap((step) => (step.what === 'read' ? [step.arrivalS] : []))
      .map((arrivalS, i) => [first + i, arrivalS]);
  }

  function spoiled(commit: Commit, session: number): Commit {
    if (commit.resume === null) return commit;
    if (leftOut === 'resume clock') return { ...commit, resume: { ...commit.resume, clock: freshClock() } };
    if (leftOut !== 'anchor fix') return commit;
    // From the oldest fix that is still open on, as if none before it were needed.
    const read = readSoFar(session);
    const { state } = open(recipes.get(session).stored);
    for (const [index, arrivalS] of read) {
      const isOpen = fixes[index].second * 1_000 >= commit.closedThroughMs - recordAt(0, 0).arrivalMs;
      if (isOpen || index === Number(commit.after?.position)) {
        return { ...commit, resume: { position: String(index), clock: { ...state.clock }, earlyCloses: [] } };
      }
      fold(state, [recordAt(index, arrivalS)], tallyFrom());
    }
    return commit;
  }

  return {
    empty: stored.numberOf({ progress: freshProgress('log'), rows: {} }),
    open: (of) => recipes.numberOf({ stored: of, did: [] }),
    read: (session, arrivalS) => then(session, { what: 'read', arrivalS }),
    closeEarly: (session) =>
      once(`close ${session}`, () => {
        const { state, tally } = cook(session).session;
        return closeEarly(state, tally) ? then(session, { what: 'close early' }) : session;
      }),
    commit: (session) =>
      once(`commit ${session}`, () => {
        const after = then(session, { what: 'commit' });
        return { session: after, commit: commits.numberOf(spoiled(cook(after).last as Commit, session)) };
      }),
    isReplaying: (session) => once(`replaying ${session}`, () => cook(session).session.replay !== null),
    firstOf: (of) => once(`first ${of}`, () => firstOf(of)),
    apply: (of, commit) =>
      once(`apply ${of} ${commit}`, () => {
        const { closed, ...progress } = commits.get(commit);
        const rows = { ...stored.get(of).rows };
        for (const window of closed) {
          const key = rowKey(window);
          if (key in rows) return null;
          rows[key] = JSON.stringify(window);
        }
        return stored.numberOf({ progress, rows });
      }),
    problemOf: (of, arrivals, nowS) =>
      once(`problem ${of} ${arrivals} ${nowS}`, () => {
        const log = [...arrivals.map((arrivalS, i) => recordAt(i, arrivalS)), theLast(arrivals.length, nowS)];
        const session = open(of);
        for (const record of log.slice(firstOf(of))) take(session, record);
        const { counts, closed } = commitOf(session, false);
        const found = { ...stored.get(of).rows };
        for (const window of closed) {
          if (rowKey(window) in found) return `a second row for ${rowKey(window)}`;
          found[rowKey(window)] = JSON.stringify(window);
        }
        const wanted = uninterrupted(log, settings);
        const rows = Object.fromEntries(
          [...wanted.rows].map(([key, window]) => [key, JSON.stringify(window)]),
        );
        return firstDifference({ ...found, ...counts }, { ...rows, ...wanted.counts });
      }),
  };
}

function take(session: Session, record: StreamRecord): void {
  const taken = takeRecords(session, [record], 0, 1, compare);
  if (taken.kind !== 'folded') throw new Error(taken.found);
}

function recordAt(index: number, arrivalS: number): StreamRecord {
  const { second, ...details } = fixes[index];
  return logOf([fix(second, { ...details, arrives: arrivalS })], index)[0];
}

/** Long after everything: it closes all windows but its own. */
function theLast(index: number, nowS: number): StreamRecord {
  return logOf([fix(nowS + 100, { driverId: 'last' })], index)[0];
}

function firstDifference(found: Readonly<Record<string, unknown>>, wanted: typeof found): string | null {
  const differs = Object.keys({ ...found, ...wanted }).find((key) => found[key] !== wanted[key]);
  return differs === undefined ? null : `${differs} is ${found[differs]}, not ${wanted[differs]}`;
}

interface Numbered<Value> {
  numberOf(value: Value): number;
  get(number: number): Value;
}

/** Equal contents have one number. */
function numbered<Value>(): Numbered<Value> {
  const numbers = new Map<string, number>();
  const values: Value[] = [];
  return {
    numberOf(value) {
      const key = JSON.stringify(value);
      const number = numbers.get(key) ?? values.push(value) - 1;
      numbers.set(key, number);
      return number;
    },
    get: (number) => values[number],
  };
}
