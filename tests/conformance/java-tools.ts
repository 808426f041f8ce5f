import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ToolOutcome } from '../apache-kafka/kafka-tool.ts';
import { makeTopic } from '../harness/make-topic.ts';
import { until } from '../harness/until.ts';
import { askTools } from './ask-tools.ts';
import { type BrokerUnderTest, uniqueName } from './broker-under-test.ts';
import { expected } from './differences.ts';

const codecs = ['none', 'zstd'];

/** Kafka's own command line tools on topics, records, offsets and configs. Each step builds on those before it. */
export function javaToolsMeet(broker: BrokerUnderTest): void {
  const topic = uniqueName('tools');
  const groupId = uniqueName('console');
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  const { ask, say } = askTools(broker);

  beforeAll(() => Promise.all([admin.connect(), producer.connect()]));
  afterAll(() => Promise.allSettled([admin.disconnect(), producer.disconnect()]));

  it('make, describe, list and grow a topic', async () => {
    const make = ['--create', '--topic', topic, '--partitions', '2', '--config', 'retention.ms=7200000'];
    expect(await say('kafka-topics', make)).toContain(`Created topic ${topic}.`);
    const [again, described, listed] = await Promise.all([
      ask('kafka-topics', make),
      say('kafka-topics', ['--describe', '--topic', topic]),
      say('kafka-topics', ['--list']),
    ]);
    expect(again).toMatchObject({ code: 1, out: expect.stringContaining('already exists') });
    const [heading, ...rows] = described;
    expect(heading).toMatch(/PartitionCount: 2\tReplicationFactor: 1\tConfigs: .*retention.ms=7200000/);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/Partition: 1\tLeader: 1\tReplicas: 1\tIsr: 1/);
    expect(listed).toContain(topic);
    await say('kafka-topics', ['--alter', '--topic', topic, '--partitions', '3']);
    await until('three partitions', async () => (await admin.fetchTopicOffsets(topic)).length === 3);
  });

  it('produce lines with keys and headers with and without compression', async () => {
    const format = ['parse.key=true', 'key.separator=|', 'parse.headers=true', 'headers.delimiter=|'];
    const reading = format.flatMap((property) => ['--reader-property', property]);
    for (const codec of codecs) {
      const input = Array.from({ length: 10 }, (_, i) => `n:${i}|driver-${i}|${codec} ${i}\n`).join('');
      await say(
        'kafka-console-producer',
        ['--topic', topic, '--compression-codec', codec, ...reading],
        input,
      );
    }
    const offsets = await admin.fetchTopicOffsets(topic);
    expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBe(20);
  });

  it('consume from the beginning in a group and print all that a record has', async () => {
    const parts = ['key', 'timestamp', 'offset', 'partition', 'headers'];
    const format = parts.flatMap((part) => ['--formatter-property', `print.${part}=true`]);
    const args = ['--topic', topic, '--group', groupId, '--from-beginning', '--max-messages', '20'];
    const records = [...(await say('kafka-console-consumer', [...args, ...format]))];
    expect(records).toHaveLength(20);
    const places = records.map((line) => /Partition:\d\tOffset:\d+/.exec(line)?.[0]);
    expect(new Set(places).size).toBe(20);
    const contents = records.map((line) => line.replace(/CreateTime:\d{13}\tPartition:\d\tOffset:\d+\t/, ''));
    const sent = codecs.flatMap((codec) =>
      Array.from({ length: 10 }, (_, i) => `n:${i}\tdriver-${i}\t${codec} ${i}`),
    );
    expect(contents.sort()).toEqual(sent.sort());
  });

  it('go on where the group stands, and kafkajs after them', async () => {
    const messages = Array.from({ length: 20 }, (_, i) => ({ partition: 1, value: `later ${i}` }));
    const values = messages.map(({ value }) => value);
    await producer.send({ topic, messages: messages.slice(0, 12) });
    const args = ['--topic', topic, '--group', groupId, '--max-messages', '12'];
    expect(await say('kafka-console-consumer', args)).toEqual(values.slice(0, 12));

    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
    const seen: string[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void seen.push(String(message.value)) });
    await producer.send({ topic, messages: messages.slice(12) });
    await until('the rest', () => seen.length >= 8);
    await consumer.disconnect();
    expect(seen).toEqual(values.slice(12));
  });

  it('tell the latest and the earliest offset and those of a time', async () => {
    const timed = uniqueName('timed');
    const startMs = Date.now() - 600_000;
    const messages = Array.from({ length: 20 }, (_, i) => ({
      value: `${i}`,
      // The newest stands in the middle.
      timestamp: String(startMs + (i === 10 ? 100 : i) * 1000),
    }));
    await makeTopic(admin, { topic: timed });
    await producer.send({ topic: timed, messages });
    const at = async (time: string) => {
      const { out, errors } = await ask('kafka-get-offsets', ['--topic', timed, '--time', time]);
      return `${out}${errors}`.trim();
    };
    const [latest, earliest, between, after, newest] = await Promise.all(
      ['latest', 'earliest', String(startMs + 4500), String(Date.now()), 'max-timestamp'].map(at),
    );
    expect({ latest, earliest, between, after }).toEqual({
      latest: `${timed}:0:20`,
      earliest: `${timed}:0:0`,
      between: `${timed}:0:5`,
      after: '',
    });
    const outcome = newest === `${timed}:0:10` ? 'found' : /\w+Exception/.exec(newest)?.[0];
    expect(outcome).toBe(expected(broker, 'the record with the greatest time'));
  });

  it('alter and describe the configs of a topic', async () => {
    const of = ['--entity-type', 'topics', '--entity-name', topic];
    await say('kafka-configs', [
      ...of,
      '--alter',
      '--add-config',
      'retention.ms=60000,segment.bytes=1048576',
    ]);
    await say('kafka-configs', [...of, '--alter', '--delete-config', 'retention.ms']);
    const [described, refused] = await Promise.all([
      say('kafka-configs', [...of, '--describe']),
      ask('kafka-configs', [...of, '--alter', '--add-config', 'retention.ms=soon']),
    ]);
    expect(described.join()).toContain('segment.bytes=1048576');
    expect(described.join()).not.toContain('retention.ms');
    expect(refused.code).toBe(1);
    expect(refused.out + refused.errors).toMatch(/InvalidConfigurationException|InvalidRequestException/);
  });

  it('ask what the broker is, and hear clearly what it does not do', async () => {
    const [versions, cluster, logs, next] = await Promise.all([
      say('kafka-broker-api-versions', []),
      say('kafka-cluster', ['cluster-id']),
      ask('kafka-log-dirs', ['--describe']),
      ask('kafka-console-consumer', [
        ...['--topic', topic, '--group', uniqueName('next'), '--from-beginning', '--max-messages', '1'],
        ...['--command-property', 'group.protocol=consumer'],
      ]),
    ]);
    const toldBy = ({ out, errors }: ToolOutcome) => /\w+Exception/.exec(out + errors)?.[0];
    expect(versions[0]).toContain(`${broker.address} (id: 1 rack: null`);
    expect(versions.join()).toMatch(/Fetch\(1\): \d+ to \d+ \[usable: \d+\]/);
    expect(cluster[0]).toMatch(/Cluster ID: [\w-]{22}/);
    expect(toldBy(logs) ?? 'described').toBe(expected(broker, 'sizes of logs on disk'));
    expect(toldBy(next) ?? 'joined').toBe(expected(broker, 'the consumer group protocol of KIP-848'));
  });

  it('delete records and a topic', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rumo-tools-'));
    const file = join(folder, 'offsets.json');
    writeFileSync(file, JSON.stringify({ version: 1, partitions: [{ topic, partition: 1, offset: 5 }] }));
    const deleted = await say('kafka-delete-records', ['--offset-json-file', file]);
    rmSync(folder, { recursive: true });
    expect(deleted.at(-1)).toContain(`partition: ${topic}-1\tlow_watermark: 5`);
    await say('kafka-topics', ['--delete', '--topic', topic]);
    await until('the topic is gone', async () => !(await admin.listTopics()).includes(topic));
  });
}
