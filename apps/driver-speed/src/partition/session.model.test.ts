import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelines, uninterrupted } from '../testing/histories.ts';
import { type MemoryStore, memoryStore, type Outcome } from '../testing/memory-store.ts';
import { compare, logOf } from '../testing/timeline.ts';
import { closeEarly } from '../windows/silence.ts';
import { commitOf, openSession, type Session, takeRecords } from './session.ts';

/** What may happen to two processes that both believe to own the partition. */
type Command =
  | { readonly what: 'append'; readonly count: number }
  | { readonly what: 'take over' | 'stop' | 'close early'; readonly who: number }
  | { readonly what: 'read'; readonly who: number; readonly count: number }
  | { readonly what: 'commit'; readonly who: number; readonly outcome: Exclude<Outcome, 'stalled'> };

const who = fc.integer({ min: 0, max: 1 });
const count = fc.integer({ min: 1, max: 12 });
const outcome = fc.constantFrom(
  'done' as const,
  'done' as const,
  'lost_before' as const,
  'lost_after' as const,
);
const one = (command: fc.Arbitrary<Command>) => command.map((only) => [only]);
/** Single steps, and stretches of ordinary work, without which few histories would get far. */
const commands: fc.Arbitrary<Command[]> = fc.oneof(
  { weight: 2, arbitrary: one(fc.record({ what: fc.constant('append' as const), count })) },
  { weight: 2, arbitrary: one(fc.record({ what: fc.constant('read' as const), who, count })) },
  {
    weight: 2,
    arbitrary: one(fc.record({ what: fc.constantFrom('take over', 'stop', 'close early'), who })),
  },
  { weight: 2, arbitrary: one(fc.record({ what: fc.constant('commit' as const), who, outcome })) },
  {
    weight: 6,
    arbitrary: fc
      .record({ who, count, outcome, early: fc.boolean() })
      .map(({ who, count, outcome, early }): Command[] => [
        { what: 'append', count },
        { what: 'take over', who },
        { what: 'read', who, count: 100 },
        ...(early ? [{ what: 'close early' as const, who }] : []),
        { what: 'commit', who, outcome },
      ]),
  },
);

interface Process {
  version: string;
  session: Session;
  /** Index of the next record it reads. */
  next: number;
}

test('X1 X2 W13 owners that crash, stall and lose commits leave the rows and counts of one that never stops', async () => {
  const history = fc.record({
    timeline: timelines({ minLength: 1, maxLength: 60 }),
    commands: fc.array(commands, { minLength: 1, maxLength: 25, size: 'max' }).map((parts) => parts.flat()),
    recordsPerCheckpoint: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(history, async ({ timeline, commands, recordsPerCheckpoint }) => {
      const log = logOf(timeline);
      const settings = { gapMs: 60_000, recordsPerCheckpoint };
      const store = memoryStore();
      const processes: (Process | null)[] = [null, null];
      let visible = 0;

      const takeOver = async (): Promise<Process> => {
        const { version, progress } = await store.takeOver(0, 'log');
        return {
          version,
          session: openSession(progress, settings),
          next: Number(progress.resume?.position ?? 0),
        };
      };
      const read = (process: Process, most: number) => {
        const batch = log.slice(process.next, Math.min(visible, process.next + most));
        // In two halves, as when there is no room for the whole: the second is offered again.
        for (let from = 0; from < batch.length; ) {
          const taken = takeRecords(process.session, batch, from, Math.ceil(most / 2), compare);
          if (taken.kind !== 'folded') throw new Error(taken.found);
          from = taken.next;
        }
        process.next += batch.length;
      };

      for (const done of commands) {
        if (done.what === 'append') {
          visible = Math.min(log.length, visible + done.count);
          continue;
        }
        const process = processes[done.who];
        if (done.what === 'take over') processes[done.who] = await takeOver();
        else if (process === null) continue;
        else if (done.what === 'stop') processes[done.who] = null;
        else if (done.what === 'read') read(process, done.count);
        else if (process.session.replay !== null) continue;
        else if (done.what === 'close early') {
          if (process.next === visible) closeEarly(process.session.state, process.session.tally);
        } else if (done.what === 'commit' && !(await commit(store, process, done.outcome)))
          processes[done.who] = null;
      }
      visible = log.length;
      const last = await takeOver();
      read(last, log.length);
      expect(await commit(store, last, 'done')).toBe(true);

      const wanted = uninterrupted(log, settings, store.earlyCloses(0));
      expect(store.rows(0, 'log')).toEqual(wanted.rows);
      expect(store.places(0, 'log')).toEqual(wanted.places);
      const { counts, rejectedByReason } = store.progress(0) ?? { counts: null, rejectedByReason: null };
      expect({ counts, rejectedByReason }).toEqual({
        counts: wanted.counts,
        rejectedByReason: wanted.rejectedByReason,
      });
    }),
    { numRuns: process.env.RUMO_FULL === '1' ? 12_000 : 300 },
  );
}, 1_800_000);

/** Whether the process goes on: it stops when it was fenced or does not know the outcome. */
async function commit(store: MemoryStore, process: Process, outcome: Outcome): Promise<boolean> {
  store.outcome = outcome;
  const result = await store.commit(0, process.version, commitOf(process.session, false)).catch(() => 'lost');
  store.outcome = 'done';
  return result === 'committed';
}
