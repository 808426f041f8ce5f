import { setTimeout as wait } from 'node:timers/promises';
import type { Consumer, Producer } from 'kafkajs';
import { partitions, valueBytes } from './load.ts';

const recordsPerS = 2_000;
const sendEveryMs = 5;

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly records: number;
}

/**
 * From just before a record is handed to the producer until a consumer of the same process has it, at 2,000 records
 * a second. The first second is not counted. Throws when a record is missing.
 */
export async function measureLatency(
  producer: Producer,
  consumer: Consumer,
  topic: string,
  seconds: number,
): Promise<Latency> {
  const latenciesMs: number[] = [];
  let received = 0;
  let arrived: () => void = () => undefined;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const nowMs = performance.now();
      for (const { value } of batch.messages) {
        const sentMs = (value as Buffer).readDoubleBE(0);
        if (sentMs - startedMs > 1_000) latenciesMs.push(nowMs - sentMs);
      }
      received += batch.messages.length;
      arrived();
    },
  });
  await joined;
  const startedMs = performance.now();
  const sends: Promise<unknown>[] = [];
  let sent = 0;
  for (;;) {
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs > (seconds + 1) * 1_000) break;
    const due = Math.floor((elapsedMs / 1_000) * recordsPerS);
    const messages = Array.from({ length: due - sent }, (_, i) => {
      const value = Buffer.alloc(valueBytes, 0x61);
      value.writeDoubleBE(performance.now());
      return { partition: (sent + i) % partitions, key: `driver-${i}`, value };
    });
    sent = due;
    if (messages.length > 0) sends.push(producer.send({ topic, acks: -1, messages }));
    await wait(sendEveryMs);
  }
  await Promise.all(sends);
  await new Promise<void>((resolve) => {
    arrived = () => received >= sent && resolve();
    arrived();
  });
  await consumer.disconnect();
  if (received !== sent) throw new Error(`${topic}: ${received} records received, ${sent} sent`);
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)];
  return { p50Ms: at(0.5), p99Ms: at(0.99), records: latenciesMs.length };
}
