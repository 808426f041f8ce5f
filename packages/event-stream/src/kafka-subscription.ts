import { backoffMs } from '@rumo/service';
import kafkajs, { type Consumer, type EachBatchPayload, type Kafka } from 'kafkajs';
import { brokerContact } from './broker-contact.ts';
import type { Position, SubscribeOptions, Subscription } from './event-stream.ts';
import type { KafkaAdmin } from './kafka-admin.ts';
import type { StreamLogger } from './kafka-client.ts';
import type { Diagnosis } from './kafka-diagnosis.ts';
import { fetchedBatch } from './kafka-fetched-batch.ts';
import { type PartitionReading, type PartitionSource, readPartition } from './partition-reading.ts';
import { positionAfter } from './positions.ts';
import { wait, within } from './wait.ts';

export interface SubscriptionDeps {
  readonly makeClient: () => Kafka;
  readonly admin: KafkaAdmin;
  readonly diagnosis: Diagnosis;
  readonly logger: StreamLogger;
  readonly metadataMaxAgeMs: number;
}

const defaultSessionTimeoutMs = 10_000;
/** How long an empty fetch waits at the broker; stopping and seeking wait for it. */
const fetchWaitMs = 200;
const rebuildBackoff = { firstMs: 200, maxMs: 5_000 };
const restartBackoff = { firstMs: 100, maxMs: 10_000 };
/** A consumer that neither fetched nor joined for this long is stuck and made anew. */
const stuckMs = 75_000;

/**
 * Joins the group and stays in it. Each join begins a generation: all partitions are paused at once, every one of
 * them is assigned anew, and none is fetched before its own place was sought.
 */
export function kafkaSubscription(options: SubscribeOptions, deps: SubscriptionDeps): Subscription {
  const { topic, group } = options;
  const { admin, diagnosis, logger } = deps;
  const sessionTimeout = options.sessionTimeoutMs ?? defaultSessionTimeoutMs;
  const heartbeatInterval = Math.floor(Math.min(3_000, sessionTimeout / 4));
  const contact = brokerContact(Date.now, 3 * heartbeatInterval, 'not yet in the group');
  const stopping = new AbortController();
  const readings = new Map<number, PartitionReading>();
  const restartsInARow = new Map<number, number>();
  const hints = new Map<number, Position>();
  const stopped = new Promise<Error>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(new Error('stopped')));
  });
  let consumer: Consumer | null = null;
  let generation = new AbortController();
  let turnedMs = Date.now();

  function endGeneration(): void {
    generation.abort();
    generation = new AbortController();
    for (const reading of readings.values()) reading.end();
    readings.clear();
    hints.clear();
  }

  function beginReading(of: Consumer, partition: number): void {
    readings.get(partition)?.end();
    const reading = readPartition({
      partition,
      assign: options.assign,
      source: sourceOf(of, partition),
      logger,
      again(error) {
        if (readings.get(partition) !== reading) return;
        reading.end();
        if (error === null) return beginReading(of, partition);
        const failures = (restartsInARow.get(partition) ?? 0) + 1;
        restartsInARow.set(partition, failures);
        logger.error(
          { err: error, topic, partition, failures },
          'reading a partition failed: it begins anew',
        );
        const { signal } = generation;
        void wait(backoffMs(failures, restartBackoff, Math.random), signal).then(() => {
          if (!signal.aborted) beginReading(of, partition);
        });
      },
    });
    readings.set(partition, reading);
  }

  function sourceOf(of: Consumer, partition: number): PartitionSource {
    return {
      bounds: () => admin.bounds(topic, partition),
      atTime: (timeMs) => admin.atTime(topic, partition, timeMs),
      fetchFrom(position) {
        if (consumer !== of) return;
        of.seek({ topic, partition, offset: position });
        of.resume([{ topic, partitions: [partition] }]);
      },
      stopFetching() {
        if (consumer === of) of.pause([{ topic, partitions: [partition] }]);
      },
      commitHint(position) {
        hints.set(partition, positionAfter(position));
      },
    };
  }

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    turnedMs = Date.now();
    const reading = readings.get(payload.batch.partition);
    if (reading === undefined || stopping.signal.aborted) return;
    try {
      await reading.take(fetchedBatch(payload));
      restartsInARow.delete(payload.batch.partition);
    } catch (error) {
      // Only kafkajs's own errors may reach it: a TypeError, RangeError or SyntaxError stops it for good.
      if (error instanceof kafkajs.KafkaJSError) throw error;
      logger.error({ err: error, topic, partition: reading.partition }, 'a heartbeat failed');
    }
  }

  function listen(to: Consumer): Promise<Error> {
    const { events } = to;
    to.on(events.GROUP_JOIN, ({ payload }) => {
      turnedMs = Date.now();
      endGeneration();
      const partitions = payload.memberAssignment[topic] ?? [];
      logger.info({ topic, group, partitions }, 'joined the group');
      contact.up();
      for (const partition of partitions) beginReading(to, partition);
    });
    to.on(events.REBALANCING, () => {
      endGeneration();
      contact.down('the group is rebalancing');
    });
    to.on(events.REQUEST, () => contact.answered());
    to.on(events.FETCH, () => {
      diagnosis.worked();
      turnedMs = Date.now();
    });
    to.on(events.END_BATCH_PROCESS, ({ payload: { partition, batchSize, firstOffset, lastOffset } }) => {
      if (batchSize === 0) readings.get(partition)?.passedOver(firstOffset, lastOffset);
    });
    return new Promise((resolve) => {
      to.on(events.CRASH, ({ payload }) => resolve(payload.error));
    });
  }

  /** Runs one consumer until it ends; returns why. */
  async function runConsumer(): Promise<Error> {
    turnedMs = Date.now();
    const made = deps.makeClient().consumer({
      groupId: group,
      sessionTimeout,
      rebalanceTimeout: Math.max(30_000, sessionTimeout),
      heartbeatInterval,
      maxWaitTimeInMs: fetchWaitMs,
      metadataMaxAge: deps.metadataMaxAgeMs,
      allowAutoTopicCreation: false,
      retry: { retries: 8, restartOnFailure: async () => false },
    });
    const crashed = listen(made);
    const watch = watchStuck();
    let over = false;
    let joining = false;
    const running = (async () => {
      await made.connect();
      if (over) return made.disconnect();
      await made.subscribe({ topic, fromBeginning: true });
      if (over) return made.disconnect();
      consumer = made;
      joining = true;
      await made.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
      joining = false;
    })();
    try {
      return await Promise.race([crashed, stopped, watch.stuck, running.then(() => crashed)]);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      over = true;
      watch.end();
      await within(1_500, Promise.all([...readings.values()].map((reading) => reading.handedOver())));
      endGeneration();
      consumer = null;
      // Disconnected while it joins, a member would stay in the group until its session ends.
      if (joining) await within(700, running);
      // Nobody hears a farewell while the broker is away.
      await within(contact.health().connected ? 1_500 : 300, made.disconnect());
    }
  }

  function watchStuck(): { readonly stuck: Promise<Error>; end(): void } {
    const turns = new AbortController();
    const stuck = (async () => {
      for (;;) {
        await wait(1_000, turns.signal);
        if (turns.signal.aborted) return new Error('ended');
        if (Date.now() - turnedMs > stuckMs) return new Error(`the consumer did nothing for ${stuckMs} ms`);
        await onceASecond();
      }
    })();
    return { stuck, end: () => turns.abort() };
  }

  /** What no fetch tells or may wait: the end of partitions that are not fetched, and hints for lag tools. */
  async function onceASecond(): Promise<void> {
    const asked = [...readings.values()].filter((reading) => reading.idle);
    const work = asked.map(async (reading) =>
      reading.learnEnd((await admin.bounds(topic, reading.partition)).next),
    );
    work.push(commitHints());
    await within(3_000, Promise.allSettled(work));
  }

  async function commitHints(): Promise<void> {
    if (consumer === null || hints.size === 0 || !contact.health().connected) return;
    const offsets = [...hints].map(([partition, offset]) => ({ topic, partition, offset }));
    hints.clear();
    await consumer.commitOffsets(offsets).catch((error: unknown) => {
      logger.debug({ err: error, topic, group }, 'hints of the position were not committed');
    });
  }

  async function keepRunning(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const startedMs = Date.now();
      const error = await runConsumer();
      if (stopping.signal.aborted) break;
      failures = Date.now() - startedMs > 60_000 ? 1 : failures + 1;
      const { line } = await diagnosis.explain(error, `read topic ${topic} in group ${group}`);
      if (contact.down(line))
        logger.warn({ topic, group, failures }, `left the group: ${line}; joining anew`);
      await wait(backoffMs(failures, rebuildBackoff, Math.random), stopping.signal);
    }
  }

  const running = keepRunning();
  let stoppedFully: Promise<void> | null = null;

  async function stopOnce(): Promise<void> {
    await within(500, commitHints());
    stopping.abort();
    await running;
  }

  return {
    lag: () =>
      [...readings.values()].map((reading) => reading.lag()).sort((a, b) => a.partition - b.partition),
    health: contact.health,
    stop() {
      stoppedFully ??= stopOnce();
      return stoppedFully;
    },
  };
}
