import { createRequire } from 'node:module';
import type { Kafka, KafkaMessage } from 'kafkajs';
import type { EventStream, Position, Scan, Start, StreamRecord } from './event-stream.ts';
import type { KafkaAdmin } from './kafka-admin.ts';
import { streamRecords } from './kafka-fetched-batch.ts';
import { comparePositions, placeToStart, positionAfter } from './positions.ts';
import { within } from './wait.ts';

export interface KafkaScanner {
  readonly scan: EventStream['scan'];
  close(): Promise<void>;
}

/** The part of kafkajs's inside that fetches. Its public consumer reads only as a member of a group. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(of: { readonly nodeId: string }): Promise<Broker>;
}
interface Broker {
  fetch(request: object): Promise<{ responses: { partitions: FetchedPartition[] }[] }>;
}
type FetchedPartition = { readonly highWatermark: Position };
/** Leaves out what a transaction marked or took back. */
type BatchClass = new (
  topic: string,
  fetchedOffset: string,
  fetched: FetchedPartition,
) => { readonly messages: readonly KafkaMessage[]; lastOffset(): string };

const fetchBytes = 1_048_576;
const readCommitted = 1;
const closeMs = 500;

/** Fetches through one connection, made at the first question and made anew after a failure. */
export function kafkaScanner(makeClient: () => Kafka, admin: KafkaAdmin): KafkaScanner {
  let connected: Promise<Cluster> | null = null;

  async function connect(): Promise<Cluster> {
    const cluster = clusterOf(makeClient());
    await cluster.connect();
    return cluster;
  }

  function forget(which: Promise<Cluster>): void {
    if (connected !== which) return;
    connected = null;
    which.then((cluster) => cluster.disconnect()).catch(() => {});
  }

  async function scan(topic: string, partition: number, start: Start, signal: AbortSignal): Promise<Scan> {
    const bounds = await admin.bounds(topic, partition);
    const atTime = start.from === 'time' ? await admin.atTime(topic, partition, start.timeMs) : null;
    const { next } = placeToStart(start, bounds, atTime);
    return { fromLogStart: next === bounds.first, batches: batches(topic, partition, next, signal) };
  }

  async function* batches(
    topic: string,
    partition: number,
    from: Position,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StreamRecord[]> {
    connected ??= connect();
    const asked = connected;
    try {
      const cluster = await asked;
      await cluster.addTargetTopic(topic);
      let next = from;
      for (;;) {
        signal.throwIfAborted();
        const fetched = await fetch(cluster, topic, partition, next);
        const batch = new Batch(topic, next, fetched);
        const { messages } = batch;
        signal.throwIfAborted();
        if (messages.length > 0) yield streamRecords(messages, 0, messages.length);
        next = positionAfter(batch.lastOffset());
        if (comparePositions(next, fetched.highWatermark) >= 0) return;
      }
    } catch (error) {
      // Whatever it was, the next question begins with connections and metadata of its own.
      if (!signal.aborted) forget(asked);
      throw error;
    }
  }

  return {
    scan,
    async close() {
      const closing = connected;
      connected = null;
      if (closing !== null)
        await within(
          closeMs,
          closing.then((cluster) => cluster.disconnect()),
        );
    },
  };
}

async function fetch(
  cluster: Cluster,
  topic: string,
  partition: number,
  fetchOffset: Position,
): Promise<FetchedPartition> {
  const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
  if (nodeId === undefined) throw new Error(`topic ${topic} has no partition ${partition}`);
  const broker = await cluster.findBroker({ nodeId });
  const { responses } = await broker.fetch({
    isolationLevel: readCommitted,
    maxWaitTime: 0,
    minBytes: 1,
    maxBytes: fetchBytes,
    topics: [{ topic, partitions: [{ partition, fetchOffset, maxBytes: fetchBytes }] }],
  });
  return responses[0].partitions[0];
}

const inside = createRequire(import.meta.url);
const Batch: BatchClass = inside('kafkajs/src/consumer/batch');

/** kafkajs keeps what makes its connections behind a symbol; a test holds it to be there. */
function clusterOf(client: Kafka): Cluster {
  const name = 'private:Kafka:createCluster';
  const symbol = Object.getOwnPropertySymbols(client).find(({ description }) => description === name);
  const make = symbol === undefined ? undefined : (client as unknown as Record<symbol, unknown>)[symbol];
  if (typeof make !== 'function') throw new Error('this kafkajs cannot read a log without a group');
  return make({ metadataMaxAge: 60_000, allowAutoTopicCreation: false, isolationLevel: readCommitted });
}
