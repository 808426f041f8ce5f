import type { EventStream, StreamRecord, Subscription } from '@rumo/event-stream';
import { type MemoryStream, memoryStream } from '@rumo/event-stream/memory';
import { createLogger } from '@rumo/service';
import { type PartitionWorker, partitionWorker, type WorkerEvent } from '../partition/partition-worker.ts';
import type { PartitionStore } from '../store/progress.ts';
import { settings, type TimelineRecord, t0 } from './timeline.ts';

const topic = 'ride-events';
const group = 'driver-speed';
const logger = createLogger('test');
logger.level = 'silent';

/** One partition on a stream in memory, and one clock for all that stands until it is moved. */
export interface World {
  readonly stream: MemoryStream;
  readonly events: WorkerEvent[];
  append(...records: readonly TimelineRecord[]): void;
  log(): readonly StreamRecord[];
  /** A process joins the group. */
  join(): Promise<Member>;
  /** Moves the clock in small steps, with every process at work. */
  pass(seconds: number): Promise<void>;
  /** Moves the clock in one leap, as a stall does. */
  leap(seconds: number): Promise<void>;
}

export interface Member {
  readonly subscription: Subscription;
  readonly worker: () => PartitionWorker | undefined;
  /** Does nothing for a while: the group may give its partition away without its notice. */
  stall(stalled: boolean): void;
  /** Ends without a word, as kill -9 does: the group does not know it. */
  kill(): void;
}

export async function world(store: PartitionStore, maxBatch = 7): Promise<World> {
  const members = new Set<{ tick(): void }>();
  const clock = { now: 0 };
  const stream = memoryStream({ nowMs: () => t0 + clock.now * 1_000, maxBatch });
  await stream.ensureTopics([{ name: topic, partitions: 1, config: {} }]);
  let logs = 0;
  const it: World = {
    stream,
    events: [],
    append: (...records) => {
      stream.append(topic, 0, records.map(plain));
    },
    log: () => stream.read(topic, 0),
    async join() {
      let worker: PartitionWorker | undefined;
      let alive = true;
      const subscription = await (stream as EventStream).subscribe({
        topic,
        group,
        assign(assignment) {
          worker = partitionWorker(assignment, {
            store,
            comparePositions: stream.comparePositions,
            nowMs: () => clock.now * 1_000,
            newLogId: () => `log ${++logs}`,
            settings,
            logger,
            inGroup: () => subscription.health().connected,
            mayLoad: () => new Promise((resolve) => setImmediate(resolve)),
            report: (_partition, event) => {
              if (alive) it.events.push(event);
            },
          });
          return worker;
        },
      });
      const ticking = { tick: () => worker?.tick() };
      members.add(ticking);
      await turns();
      return {
        subscription,
        worker: () => worker,
        stall(stalled) {
          if (stalled) members.delete(ticking);
          else if (alive) members.add(ticking);
        },
        kill() {
          alive = false;
          members.delete(ticking);
        },
      };
    },
    async pass(seconds) {
      const until = clock.now + seconds;
      const step = seconds > 20 ? 1 : 0.2;
      while (clock.now < until) {
        clock.now = Math.min(until, clock.now + step);
        for (const member of members) member.tick();
        await turns();
      }
    },
    async leap(seconds) {
      clock.now += seconds;
      await turns();
    },
  };
  return it;
}

/** Lets everything that waits for nothing but its turn run. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

export const ofGroup = [group, topic, 0] as const;

function plain({ key, value, arrivalMs }: TimelineRecord) {
  return { key: key === null ? null : new TextDecoder().decode(key), value, arrivalMs };
}
