import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Consumer, Kafka, Message, Producer } from 'kafkajs';
import { kafkaClient } from '../../packages/event-stream/src/kafka-client.ts';

export const partitions = 6;
export const valueBytes = 200;
export const batchRecords = 1_000;
/** Sends under way at once, so that neither broker waits for the client. */
const sendsUnderWay = 6;

/** A record with its key and the partition it goes to. */
interface LoadRecord extends Message {
  readonly partition: number;
  readonly value: Buffer;
}

export interface Load {
  /** The batches in the order of sending, each spread evenly over the partitions. */
  readonly batches: readonly (readonly LoadRecord[])[];
  readonly records: number;
  /** Sum of the CRC-32 of the values of each partition: sends overtake each other, so that it must not hang on order. */
  readonly checksums: readonly number[];
}

/** Values of 200 bytes, the same for every broker and run. */
export function makeLoad(records: number): Load {
  const noise = randomBytes(64 * 1024);
  const batches = Array.from({ length: Math.ceil(records / batchRecords) }, (_, batch) =>
    Array.from({ length: batchRecords }, (_, i) => {
      const start = (batch * 7919 + i * 104_729) % (noise.length - valueBytes);
      const value = Buffer.from(noise.subarray(start, start + valueBytes));
      const number = batch * batchRecords + i;
      value.writeUInt32BE(number);
      return { partition: number % partitions, key: `driver-${number % 1_000}`, value };
    }),
  );
  const checksums = new Array<number>(partitions).fill(0);
  for (const { partition, value } of batches.flat()) checksums[partition] += crc32(value);
  return { batches, records: batches.length * batchRecords, checksums };
}

/** kafkajs as Rumo's services use it: it encodes and decodes for far less than a plain one, so that brokers are measured. */
export function client(port: number): Kafka {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  return kafkaClient({ brokers: [`127.0.0.1:${port}`], clientId: 'bench', logger: silent });
}

/** Sends the whole load with acks −1; returns the milliseconds until the last acknowledgement. */
export async function produceAll(producer: Producer, topic: string, load: Load): Promise<number> {
  let next = 0;
  const lane = async () => {
    while (next < load.batches.length) {
      await producer.send({ topic, acks: -1, messages: [...load.batches[next++]] });
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: sendsUnderWay }, lane));
  return performance.now() - startedMs;
}

/**
 * Reads the whole topic in a group of its own; returns the milliseconds from having joined the group until the last
 * record. Throws when not exactly the load's records come, or others than were sent.
 */
export async function consumeAll(consumer: Consumer, topic: string, load: Load): Promise<number> {
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const checksums = new Array<number>(partitions).fill(0);
  let records = 0;
  let startedMs = 0;
  consumer.on(consumer.events.GROUP_JOIN, () => {
    startedMs = performance.now();
  });
  const tookMs = await new Promise<number>((resolve, reject) => {
    const eachBatch = async ({
      batch,
    }: {
      batch: { partition: number; messages: { value: Buffer | null }[] };
    }) => {
      for (const { value } of batch.messages) {
        checksums[batch.partition] += crc32(value as Buffer);
      }
      records += batch.messages.length;
      if (records >= load.records) resolve(performance.now() - startedMs);
    };
    consumer.run({ autoCommit: false, eachBatch }).catch(reject);
  });
  await consumer.disconnect();
  if (records !== load.records) throw new Error(`${topic}: ${records} records read, ${load.records} sent`);
  const wrong = checksums.findIndex((checksum, partition) => checksum !== load.checksums[partition]);
  if (wrong !== -1) throw new Error(`${topic}: partition ${wrong} holds other bytes than were sent to it`);
  return tookMs;
}
