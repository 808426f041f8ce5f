import type {
  EventStream,
  PartitionLag,
  Position,
  Publisher,
  StreamRecord,
  SubscribeOptions,
  Subscription,
} from './event-stream.ts';
import { keyPartition } from './key-partition.ts';
import { type MemoryLog, memoryLog } from './memory-log.ts';
import { type MemoryPublisher, memoryPublisher } from './memory-publisher.ts';
import { type MemoryReading, readMemory } from './memory-reading.ts';
import { comparePositions, placeToStart, positionAfter } from './positions.ts';

export interface MemoryStreamOptions {
  /** The clock that stamps arrivals and health, epoch ms. */
  readonly nowMs: () => number;
  /** Records handed over at once, at most. */
  readonly maxBatch?: number;
  /** Records a publisher keeps while the broker is away. */
  readonly maxWaiting?: number;
  /** Waits before a failed assignment begins anew; by default for one turn of the event loop. */
  readonly backoff?: (failures: number) => Promise<void>;
}

/** An EventStream in memory whose groups, logs and broker a test moves by hand. */
export interface MemoryStream extends EventStream {
  /** Appends to one partition, past the partitioner; `arrivalMs` defaults to the clock. */
  append(
    topic: string,
    partition: number,
    records: readonly { key?: string | null; value: string | Uint8Array | null; arrivalMs?: number }[],
  ): Position[];
  read(topic: string, partition: number): readonly StreamRecord[];
  /** Leaves positions unused, as transactions and compaction do. */
  skipPositions(topic: string, partition: number, count: number): void;
  truncateBefore(topic: string, partition: number, position: Position): void;
  /** Empties every partition of the topic: its positions begin anew, as with another broker. */
  replaceLog(topic: string): void;
  addPartitions(topic: string, count: number): void;
  /** Takes the partition from its owner, if any; nobody has it until the next move or rebalance. */
  revoke(group: string, topic: string, partition: number): void;
  /**
   * Gives the partition to `member`. `unnoticed`: the former owner is not told and reads on, as a stalled process
   * does that has not yet learnt of its loss.
   */
  moveGroup(
    group: string,
    topic: string,
    partition: number,
    member: Subscription,
    how?: { readonly unnoticed?: boolean },
  ): void;
  /** Everybody of the group loses all partitions and gets an even share anew, as at a join. */
  rebalance(group: string): void;
  /** Takes the broker away or brings it back. */
  setOnline(online: boolean): void;
  /** The last commitHint. */
  hint(group: string, topic: string, partition: number): Position | null;
  /** Resolves when every reader has started and has been handed all it may have. */
  settled(): Promise<void>;
}

interface Member {
  readonly options: SubscribeOptions;
  readonly subscription: Subscription;
  readonly owned: Map<number, MemoryReading>;
}

/** Makes an empty stream; every delivery is a microtask, so that tests need no timers. */
export function memoryStream(options: MemoryStreamOptions): MemoryStream {
  const { nowMs, maxBatch = 500, maxWaiting = 500_000, backoff = nextTurn } = options;
  const topics = new Map<string, MemoryLog[]>();
  const members: Member[] = [];
  const readings = new Set<MemoryReading>();
  const hints = new Map<string, Position>();
  const publishers = new Set<MemoryPublisher>();
  let idleListeners: (() => void)[] = [];
  let online = true;
  let onlineSinceMs = nowMs();

  const logsOf = (topic: string): MemoryLog[] => {
    const logs = topics.get(topic);
    if (logs === undefined) throw new Error(`no topic ${topic}; ensureTopics makes it`);
    return logs;
  };
  const logOf = (topic: string, partition: number): MemoryLog => {
    const log = logsOf(topic)[partition];
    if (log === undefined) throw new Error(`topic ${topic} has no partition ${partition}`);
    return log;
  };
  const groupOf = (group: string) => members.filter((member) => member.options.group === group);
  const wakeAll = () => {
    for (const reading of readings) reading.wake();
  };
  const noticeIdle = () => {
    const listeners = idleListeners;
    idleListeners = [];
    for (const listener of listeners) listener();
  };
  const health = () => ({
    connected: online,
    sinceMs: onlineSinceMs,
    problem: online ? null : 'the broker is away',
  });

  function begin(member: Member, partition: number, failures = 0): void {
    const { topic, group, assign } = member.options;
    const again = async (error: unknown) => {
      if (error !== null) await backoff(failures + 1);
      if (reading.signal.aborted) return;
      end(member, partition);
      begin(member, partition, error === null ? 0 : failures + 1);
    };
    const reading = readMemory({
      partition,
      assign,
      log: () => logOf(topic, partition),
      isOnline: () => online,
      maxBatch,
      commitHint: (position) => hints.set(hintKey(group, topic, partition), position),
      becameIdle: noticeIdle,
      again,
    });
    member.owned.set(partition, reading);
    readings.add(reading);
    void reading.finished.then(() => readings.delete(reading));
  }

  function end(member: Member, partition: number): void {
    member.owned.get(partition)?.end();
    member.owned.delete(partition);
  }

  function rebalance(group: string): void {
    const present = groupOf(group);
    for (const member of present) for (const partition of [...member.owned.keys()]) end(member, partition);
    for (const topic of new Set(present.map((member) => member.options.topic))) {
      const share = present.filter((member) => member.options.topic === topic);
      logsOf(topic).forEach((_, partition) => {
        begin(share[partition % share.length], partition);
      });
    }
  }

  function publisher(): Publisher {
    const made = memoryPublisher({
      isOnline: () => online,
      append: (topic, key, value) =>
        stream.append(topic, keyPartition(key, logsOf(topic).length), [{ key, value }]),
      health,
      maxWaiting,
    });
    publishers.add(made);
    return made.publisher;
  }

  function subscribe(subscribeOptions: SubscribeOptions): Subscription {
    const owned = new Map<number, MemoryReading>();
    const subscription: Subscription = {
      lag: () =>
        [...owned].map(([partition, reading]): PartitionLag => {
          const next = reading.next();
          if (next === null) return { partition, position: null, lag: null };
          const behind = logOf(subscribeOptions.topic, partition).read(next, Number.MAX_SAFE_INTEGER);
          return { partition, position: next, lag: behind.length };
        }),
      health,
      async stop() {
        const index = members.indexOf(member);
        if (index < 0) return;
        const inHand = [...owned.values()].map((reading) => reading.finished);
        for (const partition of [...owned.keys()]) end(member, partition);
        await Promise.all(inHand);
        members.splice(members.indexOf(member), 1);
        rebalance(subscribeOptions.group);
      },
    };
    const member: Member = { options: subscribeOptions, subscription, owned };
    members.push(member);
    rebalance(subscribeOptions.group);
    return subscription;
  }

  const stream: MemoryStream = {
    async ensureTopics(specs) {
      for (const spec of specs) {
        if (!topics.has(spec.name)) topics.set(spec.name, Array.from({ length: spec.partitions }, memoryLog));
      }
    },
    partitionCount: async (topic) => logsOf(topic).length,
    publisher: async () => publisher(),
    subscribe: async (subscribeOptions) => subscribe(subscribeOptions),
    async scan(topic, partition, start, signal) {
      const log = logOf(topic, partition);
      const bounds = log.bounds();
      const atTime = start.from === 'time' ? log.atTime(start.timeMs) : null;
      const { next } = placeToStart(start, bounds, atTime);
      const batches = async function* () {
        let from = next;
        for (;;) {
          await nextTurn();
          signal.throwIfAborted();
          if (!online) throw new Error('the broker is away');
          const records = log.read(from, maxBatch);
          if (records.length === 0) return;
          yield records;
          from = positionAfter(records[records.length - 1].position);
        }
      };
      return { fromLogStart: next === bounds.first, batches: batches() };
    },
    comparePositions,
    async close() {
      await Promise.all([...members].map((member) => member.subscription.stop()));
    },
    append(topic, partition, records) {
      const log = logOf(topic, partition);
      const positions = records.map(({ key = null, value, arrivalMs = nowMs() }) =>
        log.append({ key: bytes(key), value: bytes(value), arrivalMs }),
      );
      wakeAll();
      return positions;
    },
    read: (topic, partition) => {
      const log = logOf(topic, partition);
      return log.read(log.bounds().first, Number.MAX_SAFE_INTEGER);
    },
    skipPositions(topic, partition, count) {
      logOf(topic, partition).skip(count);
      wakeAll();
    },
    truncateBefore(topic, partition, position) {
      logOf(topic, partition).truncateBefore(position);
      wakeAll();
    },
    replaceLog(topic) {
      topics.set(topic, logsOf(topic).map(memoryLog));
      wakeAll();
    },
    addPartitions(topic, count) {
      topics.set(topic, [...logsOf(topic), ...Array.from({ length: count }, memoryLog)]);
      const groups = new Set(members.filter((m) => m.options.topic === topic).map((m) => m.options.group));
      for (const group of groups) rebalance(group);
    },
    revoke(group, topic, partition) {
      for (const member of groupOf(group)) if (member.options.topic === topic) end(member, partition);
    },
    moveGroup(group, topic, partition, to, how = {}) {
      const target = groupOf(group).find((m) => m.subscription === to && m.options.topic === topic);
      if (target === undefined) throw new Error(`that subscription is no member of ${group} on ${topic}`);
      for (const member of groupOf(group)) {
        if (member.options.topic !== topic || member === target) continue;
        if (how.unnoticed !== true) end(member, partition);
      }
      end(target, partition);
      begin(target, partition);
    },
    rebalance,
    setOnline(value) {
      if (online === value) return;
      online = value;
      onlineSinceMs = nowMs();
      if (online) for (const made of publishers) made.sendLate();
      wakeAll();
    },
    hint: (group, topic, partition) => hints.get(hintKey(group, topic, partition)) ?? null,
    async settled() {
      while ([...readings].some((reading) => !reading.isIdle() && !reading.signal.aborted)) {
        await new Promise<void>((resolve) => {
          idleListeners.push(resolve);
        });
      }
    },
  };
  return stream;
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function hintKey(group: string, topic: string, partition: number): string {
  return JSON.stringify([group, topic, partition]);
}

function bytes(value: string | Uint8Array | null): Uint8Array | null {
  return typeof value === 'string' ? new TextEncoder().encode(value) : value;
}
