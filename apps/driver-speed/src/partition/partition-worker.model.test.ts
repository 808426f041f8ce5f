import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelines, uninterrupted } from '../testing/histories.ts';
import { type Member, ofGroup, turns, world } from '../testing/member.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { settings } from '../testing/timeline.ts';

const seconds = fc.constantFrom(0.4, 1.2, 2, 5, 35, 70);
const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ what: fc.constant('append' as const), count: fc.integer({ min: 1, max: 20 }) }),
  },
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('pass' as const, 'leap' as const), seconds }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('database' as const),
      outcome: fc.constantFrom(
        'done' as const,
        'lost_before' as const,
        'lost_after' as const,
        'stalled' as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('move' as const), to: fc.nat(2), unnoticed: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constantFrom('stall' as const, 'wake' as const, 'kill' as const),
      who: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constantFrom('rebalance' as const, 'offline' as const, 'online' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('pause' as const), who: fc.nat(2), asked: fc.boolean() }),
  },
);

test('X1 X2 W13 whatever happens to processes, group, broker and database, rows and counts are those of a quiet run', async () => {
  const history = fc.record({
    timeline: timelines({ minLength: 1, maxLength: 120 }),
    commands: fc.array(command, { minLength: 1, maxLength: 30, size: 'max' }),
  });
  await fc.assert(
    fc.asyncProperty(history, async ({ timeline, commands }) => {
      const store = memoryStore();
      const it = await world(store);
      const members: Member[] = [await it.join(), await it.join(), await it.join()];
      let appended = 0;
      const append = (count: number) => {
        it.append(...timeline.slice(appended, appended + count));
        appended += count;
      };
      for (const command of commands) {
        switch (command.what) {
          case 'append':
            append(command.count);
            break;
          case 'pass':
            await it.pass(command.seconds);
            break;
          case 'leap':
            await it.leap(command.seconds);
            break;
          case 'database':
            store.outcome = command.outcome;
            store.release();
            break;
          case 'move':
            it.stream.moveGroup(...ofGroup, members[command.to].subscription, {
              unnoticed: command.unnoticed,
            });
            break;
          case 'stall':
          case 'wake':
            members[command.who].stall(command.what === 'stall');
            break;
          case 'kill':
            members[command.who].kill();
            members[command.who] = await it.join();
            break;
          case 'rebalance':
            it.stream.rebalance(ofGroup[0]);
            break;
          case 'offline':
          case 'online':
            it.stream.setOnline(command.what === 'online');
            break;
          case 'pause':
            members[command.who].worker()?.setPaused(command.asked);
            break;
        }
        await turns();
      }
      store.outcome = 'done';
      store.release();
      it.stream.setOnline(true);
      append(timeline.length);
      const last = await it.join();
      it.stream.moveGroup(...ofGroup, last.subscription);
      await it.pass(3);

      const logId = store.progress(0)?.logId ?? '';
      const wanted = uninterrupted(it.log(), settings, store.earlyCloses(0));
      expect(store.rows(0, logId)).toEqual(wanted.rows);
      expect(store.places(0, logId)).toEqual(wanted.places);
      expect(store.progress(0)?.counts).toEqual(wanted.counts);
      expect(it.events.filter(({ kind }) => kind === 'another_log')).toEqual([]);
    }),
    { numRuns: process.env.RUMO_FULL === '1' ? 3_000 : 60 },
  );
}, 1_800_000);
