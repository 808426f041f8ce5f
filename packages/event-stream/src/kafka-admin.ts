import type { Admin, Kafka } from 'kafkajs';
import type { Bounds, Position, TopicSpec } from './event-stream.ts';
import { freshAnswers } from './fresh-answers.ts';
import { within } from './wait.ts';

const closeMs = 500;

/** Questions to the broker, each asked afresh. All reject when the broker is away. */
export interface KafkaAdmin {
  bounds(topic: string, partition: number): Promise<Bounds>;
  /** The first position that arrived at or after `timeMs`, or an end of the log asked after the call. */
  atTime(topic: string, partition: number, timeMs: number): Promise<Position | null>;
  partitionCount(topic: string): Promise<number>;
  createMissing(topics: readonly TopicSpec[]): Promise<void>;
  close(): Promise<void>;
}

/** Asks through one admin connection, made at the first question and made anew after a failure. */
export function kafkaAdmin(makeClient: () => Kafka): KafkaAdmin {
  let connected: Promise<Admin> | null = null;
  const boundsAnswers = new Map<string, () => Promise<Map<number, Bounds>>>();

  const connect = async (): Promise<Admin> => {
    const admin = makeClient().admin({ retry: { retries: 1 } });
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      void admin.disconnect().catch(() => {});
      throw error;
    }
  };

  async function ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    connected ??= connect();
    const asked = connected;
    try {
      return await question(await asked);
    } catch (error) {
      if (connected === asked) {
        connected = null;
        asked.then((admin) => admin.disconnect()).catch(() => {});
      }
      throw error;
    }
  }

  const boundsOf = (topic: string): Promise<Map<number, Bounds>> => {
    let answer = boundsAnswers.get(topic);
    if (answer === undefined) {
      answer = freshAnswers(() =>
        ask(async (admin) => {
          const offsets = await admin.fetchTopicOffsets(topic);
          return new Map(offsets.map(({ partition, low, high }) => [partition, { first: low, next: high }]));
        }),
      );
      boundsAnswers.set(topic, answer);
    }
    return answer();
  };

  return {
    async bounds(topic, partition) {
      const bounds = (await boundsOf(topic)).get(partition);
      if (bounds === undefined) throw new Error(`topic ${topic} has no partition ${partition}`);
      return bounds;
    },
    atTime: (topic, partition, timeMs) =>
      ask(async (admin) => {
        // The protocol has whole milliseconds; kafkajs throws on a fraction of one.
        const found = await admin.fetchTopicOffsetsByTimestamp(topic, Math.ceil(timeMs));
        return found.find((answer) => answer.partition === partition)?.offset ?? null;
      }),
    partitionCount: (topic) =>
      ask(async (admin) => {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        return topics[0].partitions.length;
      }),
    createMissing: (specs) =>
      ask(async (admin) => {
        const present = new Set(await admin.listTopics());
        const missing = specs.filter((spec) => !present.has(spec.name));
        if (missing.length === 0) return;
        await admin.createTopics({
          topics: missing.map((spec) => ({
            topic: spec.name,
            numPartitions: spec.partitions,
            configEntries: Object.entries(spec.config).map(([name, value]) => ({ name, value })),
          })),
        });
      }),
    async close() {
      const closing = connected;
      connected = null;
      // One that is still connecting to a broker that is away is left to itself.
      if (closing !== null)
        await within(
          closeMs,
          closing.then((admin) => admin.disconnect()),
        );
    },
  };
}
