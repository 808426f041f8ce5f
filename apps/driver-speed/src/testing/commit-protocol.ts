import { proofMs } from '../windows/rules.ts';
import type { Step } from './search.ts';
import { type LeftOut, sessionBook } from './session-book.ts';

export interface Bounds {
  /** How many records arrive, at most `recordCount`. */
  readonly records: number;
  /** How often a process takes over. */
  readonly takeOvers: number;
  /** The stretches of time that may pass, in order, s. */
  readonly passesS: readonly number[];
}

/** A statement that was sent to the database: nobody knows when it gets there. */
type Statement =
  | { readonly kind: 'take over' }
  | { readonly kind: 'commit'; readonly version: number; readonly commit: number };

/** What an owner waits for: its statement to be done, or the answer to come back. */
type Pending =
  | { readonly phase: 'sent'; readonly statement: Statement }
  | { readonly phase: 'taken over'; readonly version: number; readonly stored: number }
  | { readonly phase: 'committed' | 'fenced' };

/** A process at the partition. Between any two of its steps it may sleep: others then go on without it. */
interface Owner {
  readonly pending: Pending | null;
  readonly work: Work | null;
}

interface Work {
  readonly version: number;
  readonly session: number;
  /** Whether it holds what no commit of it does. */
  readonly dirty: boolean;
  /** Index of the next record. */
  readonly next: number;
  readonly receivedS: number;
  /** Where the log ended when it was last asked for records. */
  readonly end: number;
  /** Where the question stands whether our position is the log's end, asked when nothing has come for long (W10). */
  readonly asked: 'no' | 'on its way' | 'it is' | 'settled';
}

export interface ProtocolState {
  readonly nowS: number;
  readonly passes: number;
  /** When each record so far arrived. */
  readonly arrivals: readonly number[];
  readonly version: number;
  readonly stored: number;
  readonly owners: readonly Owner[];
  /** Sent by those who have crashed since, and not done yet. */
  readonly orphans: readonly Statement[];
  readonly takeOvers: number;
  readonly wrong: string | null;
}

export interface Protocol {
  readonly first: ProtocolState;
  stepsFrom(state: ProtocolState): readonly Step<ProtocolState>[];
  keyOf(state: ProtocolState): string;
  problemOf(state: ProtocolState): string | null;
}

const firstS = 30;
const gone: Owner = { pending: null, work: null };

/**
 * Two owners of one partition, each statement in three steps (sent, done by the database, answered), a log that grows
 * and a clock. The sessions are real; what surrounds them is this model.
 */
export function commitProtocol(bounds: Bounds, leftOut: LeftOut = 'nothing'): Protocol {
  const book = sessionBook(leftOut);
  return {
    first: {
      nowS: firstS,
      passes: 0,
      arrivals: [],
      version: 0,
      stored: book.empty,
      owners: [gone, gone],
      orphans: [],
      takeOvers: 0,
      wrong: null,
    },
    stepsFrom: (state) => [
      ...worldSteps(state, bounds),
      ...state.orphans.map((statement, i) => ({
        what: `the database does what a crashed owner sent: ${statement.kind}`,
        to: { ...done(state, statement).to, orphans: state.orphans.toSpliced(i, 1) },
      })),
      ...state.owners.flatMap((owner, who) =>
        ownerSteps(state, owner).map(({ what, to, now }) => ({
          what: `${'AB'[who]} ${what}`,
          to: { ...(to ?? state), owners: state.owners.with(who, now) },
        })),
      ),
    ],
    // Which of the two is which makes no difference.
    keyOf: ({ nowS, arrivals, version, stored, owners, orphans, takeOvers, wrong }) => {
      const ofOwners = owners.map(textOf).sort();
      return [nowS, arrivals, version, stored, takeOvers, wrong, ...orphans.map(textOf), ...ofOwners].join(
        '|',
      );
    },
    problemOf: ({ wrong, stored, arrivals, nowS }) => wrong ?? book.problemOf(stored, arrivals, nowS),
  };

  /** `to`: what becomes of the rest, where anything does. */
  function ownerSteps(
    state: ProtocolState,
    owner: Owner,
  ): readonly { readonly what: string; readonly now: Owner; readonly to?: ProtocolState }[] {
    const { pending, work } = owner;
    const steps = [];
    if (pending === null && work === null) {
      if (state.takeOvers === bounds.takeOvers) return [];
      const now: Owner = { work, pending: { phase: 'sent', statement: { kind: 'take over' } } };
      return [{ what: 'sends a takeover', now, to: { ...state, takeOvers: state.takeOvers + 1 } }];
    }
    steps.push({ what: 'crashes', now: gone, to: orphaned(state, pending) });
    if (pending?.phase === 'sent') {
      const { to, answer } = done(state, pending.statement);
      steps.push({ what: `has its ${pending.statement.kind} done`, now: { work, pending: answer }, to });
    } else if (pending !== null) {
      steps.push({ what: `hears: ${pending.phase}`, now: answered(state, owner, pending) });
    }
    if (work === null) return steps;
    const working = (next: Partial<Work>): Owner => ({ pending, work: { ...work, ...next } });
    if (work.next < state.arrivals.length) {
      steps.push({
        what: `reads to the end: ${state.arrivals.length} records`,
        now: working({
          session: state.arrivals.slice(work.next).reduce(book.read, work.session),
          dirty: true,
          next: state.arrivals.length,
          receivedS: state.nowS,
          end: state.arrivals.length,
          asked: 'no',
        }),
      });
    }
    if (book.isReplaying(work.session)) return steps;
    if (pending === null && work.dirty) {
      const { session, commit } = book.commit(work.session);
      const statement: Statement = { kind: 'commit', version: work.version, commit };
      const now: Owner = { pending: { phase: 'sent', statement }, work: { ...work, session, dirty: false } };
      steps.push({ what: 'sends a commit', now });
    }
    const close = () => {
      const session = book.closeEarly(work.session);
      return working({ session, dirty: work.dirty || session !== work.session, asked: 'settled' });
    };
    const isQuiet = work.asked === 'no' && (state.nowS - work.receivedS) * 1_000 >= proofMs;
    if (leftOut === 'proof of silence') {
      if (isQuiet && work.next === work.end) steps.push({ what: 'believes that nothing came', now: close() });
    } else if (isQuiet) {
      steps.push({ what: 'asks for the end of the log', now: working({ asked: 'on its way' }) });
    } else if (work.asked === 'on its way') {
      const isEnd = work.next === state.arrivals.length;
      steps.push({
        what: `the end is ${isEnd ? 'here' : 'not here'}`,
        now: working({ asked: isEnd ? 'it is' : 'no' }),
      });
    } else if (work.asked === 'it is') {
      steps.push({ what: 'closes early', now: close() });
    }
    return steps;
  }

  /** What the database makes of a statement, and what it answers. */
  function done(
    state: ProtocolState,
    statement: Statement,
  ): { readonly to: ProtocolState; readonly answer: Pending } {
    if (statement.kind === 'take over') {
      const version = state.version + 1;
      return { to: { ...state, version }, answer: { phase: 'taken over', version, stored: state.stored } };
    }
    if (statement.version !== state.version && leftOut !== 'version check')
      return { to: state, answer: { phase: 'fenced' } };
    const stored = book.apply(state.stored, statement.commit);
    return {
      to: stored === null ? { ...state, wrong: 'a second row for a window' } : { ...state, stored },
      answer: { phase: 'committed' },
    };
  }

  function answered(state: ProtocolState, owner: Owner, pending: Exclude<Pending, { phase: 'sent' }>): Owner {
    switch (pending.phase) {
      case 'taken over': {
        const { version, stored } = pending;
        const next = book.firstOf(stored);
        const session = book.open(stored);
        const fresh = { dirty: false, receivedS: state.nowS, end: next, asked: 'no' } as const;
        return { pending: null, work: { version, session, next, ...fresh } };
      }
      case 'committed':
        return { ...owner, pending: null };
      case 'fenced':
        return gone;
    }
  }
}

const texts = new WeakMap<object, string>();

/** Most states share most of what they are made of. */
function textOf(part: object): string {
  const text = texts.get(part) ?? JSON.stringify(part);
  texts.set(part, text);
  return text;
}

function worldSteps(state: ProtocolState, { records, passesS }: Bounds): Step<ProtocolState>[] {
  const { nowS, passes, arrivals } = state;
  const steps = [];
  if (arrivals.length < records)
    steps.push({
      what: `record ${arrivals.length} arrives at ${nowS} s`,
      to: { ...state, arrivals: [...arrivals, nowS] },
    });
  if (passes < passesS.length) {
    const passS = passesS[passes];
    steps.push({ what: `${passS} s pass`, to: { ...state, nowS: nowS + passS, passes: passes + 1 } });
  }
  return steps;
}

/** Whoever crashes does not take back what it sent. */
function orphaned(state: ProtocolState, pending: Pending | null): ProtocolState {
  if (pending?.phase !== 'sent') return state;
  const orphans = [...state.orphans, pending.statement];
  return { ...state, orphans: orphans.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)) };
}
