import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTopic } from '../harness/make-topic.ts';
import { python, pythonPackage } from '../harness/python.ts';
import { until } from '../harness/until.ts';
import { type BrokerUnderTest, uniqueName } from './broker-under-test.ts';

const run = promisify(execFile);
const version = '2.16.1';
const script = join(import.meta.dirname, 'confluent_client.py');

/** partition, offset, key and value, as the Python script prints a record. */
type Row = readonly [number, number, string, string];

/** Confluent's Python client (librdkafka), beside kafkajs on the same topic. */
export function confluentMeets(broker: BrokerUnderTest): void {
  const topic = uniqueName('python');
  const group = uniqueName('python-group');
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const startMs = Date.now() - 600_000;
  let libs = '';

  beforeAll(async () => {
    libs = await pythonPackage('confluent-kafka', version, ['--no-deps']);
    await Promise.all([admin.connect(), producer.connect()]);
    await makeTopic(admin, { topic, numPartitions: 3 });
  });
  afterAll(() => Promise.allSettled([admin.disconnect(), producer.disconnect()]));

  async function client(command: string, ...args: readonly string[]) {
    const options = { env: { ...process.env, PYTHONPATH: libs }, timeout: 90_000 };
    const { stdout } = await run(python, [script, broker.address, command, ...args], options);
    return JSON.parse(stdout);
  }

  const byPlace = (a: Row, b: Row) => a[0] - b[0] || a[1] - b[1];

  it('produces idempotently, and kafkajs reads the same records at the same places', async () => {
    const { left, placed } = (await client('produce', topic, '500')) as { left: number; placed: Row[] };
    expect(left).toBe(0);
    expect(placed).toHaveLength(500);
    const rows: Row[] = [];
    const consumer = kafka.consumer({ groupId: uniqueName('beside'), maxWaitTimeInMs: 200 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        rows.push([partition, Number(message.offset), String(message.key), String(message.value)]);
      },
    });
    await until('500 records', () => rows.length >= 500);
    await consumer.disconnect();
    expect(rows.sort(byPlace)).toEqual(placed.sort(byPlace));
    const sequences = new Map<string, number>();
    for (const [, , key, value] of rows) {
      const number = Number(value.split(' ')[1]);
      expect(number).toBeGreaterThan(sequences.get(key) ?? -1);
      sequences.set(key, number);
    }
  });

  it('consumes in a group, and goes on behind what it or kafkajs committed', async () => {
    const first = (await client('consume', topic, group, '500')) as { rows: Row[]; committed: object };
    expect(first.rows).toHaveLength(500);
    const ends = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [
      partition,
      Number(high),
    ]);
    expect(first.committed).toEqual(Object.fromEntries(ends.filter(([, high]) => high > 0)));

    const value = (i: number) => `after ${i}`;
    const send = (from: number, to: number) => {
      const messages = Array.from({ length: to - from }, (_, i) => ({
        partition: 1,
        value: value(from + i),
        key: 'k',
      }));
      return producer.send({ topic, messages });
    };
    await send(0, 5);
    const second = (await client('consume', topic, group, '5')) as { rows: Row[] };
    expect(second.rows.map((row) => row[3])).toEqual([0, 1, 2, 3, 4].map(value));

    await send(5, 8);
    const seen: string[] = [];
    const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 200 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void seen.push(String(message.value)) });
    await until('three records', () => seen.length >= 3);
    await consumer.disconnect();
    expect(seen).toEqual([5, 6, 7].map(value));
    await send(8, 10);
    const third = (await client('consume', topic, group, '2')) as { rows: Row[] };
    expect(third.rows.map((row) => row[3])).toEqual([8, 9].map(value));
  });

  it('seeks, finds offsets by time and the ends, and hears of an offset out of range', async () => {
    const timed = uniqueName('python-timed');
    const messages = Array.from({ length: 20 }, (_, i) => ({
      value: String(i),
      timestamp: String(startMs + i * 1000),
    }));
    await makeTopic(admin, { topic: timed });
    await producer.send({ topic: timed, messages });
    // kafkajs looks for the leader in what it knows already.
    await admin.fetchTopicOffsets(timed);
    await admin.deleteTopicRecords({ topic: timed, partitions: [{ partition: 0, offset: '3' }] });
    expect(await client('look', timed, String(startMs + 7500))).toEqual({
      low: 3,
      high: 20,
      found: 8,
      after: -1,
      first: 3,
      last: 19,
      beyond: '_AUTO_OFFSET_RESET',
    });
  });

  it('makes, describes, grows and deletes a topic, and lists and describes a group', async () => {
    const seen = await client('administer', uniqueName('python-admin'), group);
    expect(seen).toMatchObject({
      again: 'TOPIC_ALREADY_EXISTS',
      retention: '7200000',
      brokers: [broker.address],
      isListed: true,
      groups: expect.arrayContaining([group]),
      errors: [],
      state: 'EMPTY',
    });
  });
}
