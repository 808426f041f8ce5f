import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterEach, describe, expect, it } from 'vitest';
import { leftOutWithoutJava } from '../apache-kafka/java.ts';
import { freePorts } from '../harness/free-ports.ts';
import { makeTopic } from '../harness/make-topic.ts';
import { type RunningBroker, startApacheBroker, startEmbeddedBroker } from '../harness/running-broker.ts';
import { runSeed, seededRandom } from '../harness/seeded-random.ts';
import { until } from '../harness/until.ts';
import { readWhole } from './durability-read.ts';

const dataDirs: string[] = [];
const running = new Set<RunningBroker>();
let isOver = false;

afterEach(async () => {
  isOver = true;
  for (const broker of running) await broker.end('SIGKILL');
  running.clear();
  for (const dataDir of dataDirs.splice(0)) rmSync(dataDir, { recursive: true, force: true });
});

const isFull = process.env.RUMO_FULL === '1';
const partitions = 4;
const producers = 3;

const candidates = [
  { name: 'the embedded broker', start: startEmbeddedBroker, kills: isFull ? 20 : 4, isLeftOut: false },
  {
    name: 'Apache Kafka',
    start: startApacheBroker,
    kills: isFull ? 20 : 1,
    isLeftOut: leftOutWithoutJava(),
  },
];

function makeDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'rumo-kill-'));
  dataDirs.push(dataDir);
  return dataDir;
}

for (const { name, start, kills, isLeftOut } of candidates) {
  async function startOn(dataDir: string, port: number): Promise<RunningBroker> {
    const broker = await start(dataDir, port);
    running.add(broker);
    return broker;
  }

  async function kill(broker: RunningBroker): Promise<void> {
    await broker.end('SIGKILL');
    running.delete(broker);
  }

  describe.skipIf(isLeftOut)(`${name} under kill -9`, () => {
    it(`B1 keeps all that was acknowledged, in order and once, over ${kills} kills in mid-flight (RUMO_SEED=${runSeed})`, {
      timeout: 120_000 + kills * 30_000,
    }, async () => {
      const random = seededRandom(runSeed);
      const dataDir = makeDataDir();
      const [port] = await freePorts(1);
      let broker = await startOn(dataDir, port);
      const retry = { retries: 1_000, initialRetryTime: 30, maxRetryTime: 200 };
      const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, retry });
      const admin = kafka.admin();
      await admin.connect();
      const configEntries = [{ name: 'segment.bytes', value: '2000000' }];
      await makeTopic(admin, { topic: 'events', numPartitions: partitions, configEntries });
      await admin.disconnect();

      isOver = false;
      let acknowledged = 0;
      /** By producer and partition, how many values were acknowledged. */
      const sent = Array.from({ length: producers }, () => new Array<number>(partitions).fill(0));
      const produce = async (producerIndex: number) => {
        const producer = kafka.producer({
          idempotent: true,
          maxInFlightRequests: 1,
          createPartitioner: Partitioners.DefaultPartitioner,
        });
        await producer.connect();
        const counts = sent[producerIndex];
        while (!isOver) {
          const next = [...counts];
          // From single records to half a megabyte, so that kills fall between writes and in the midst of them.
          const padding = 'x'.repeat(Math.floor(random() ** 3 * 1_000));
          const messages = Array.from({ length: 1 + Math.floor(random() ** 2 * 500) }, () => {
            const partition = Math.floor(random() * partitions);
            return { partition, value: `${producerIndex} ${next[partition]++} ${padding}` };
          });
          // kafkajs sends again until the broker is back; what it has not been told of arrives once all the same.
          await producer.send({ topic: 'events', acks: -1, messages });
          sent[producerIndex].splice(0, partitions, ...next);
          acknowledged += messages.length;
        }
        await producer.disconnect();
      };
      const producing = Promise.all(Array.from({ length: producers }, (_, i) => produce(i)));
      const flowing = async () => {
        const before = acknowledged;
        await until('records flow', () => acknowledged > before + 1_000, 60_000);
      };
      const killing = async () => {
        for (let round = 0; round < kills; round++) {
          await flowing();
          await wait(random() * 700);
          await kill(broker);
          broker = await startOn(dataDir, port);
        }
        await flowing();
      };
      await Promise.race([killing(), producing]);
      isOver = true;
      await producing;

      const found = await readWhole(kafka, 'events');
      expect(found.map((records) => records.map(({ offset }) => offset))).toEqual(
        found.map((records) => records.map((_, i) => i)),
      );
      const order = found.map((records) =>
        Array.from({ length: producers }, (_, producerIndex) =>
          records
            .map(({ value }) => value.split(' ').map(Number))
            .filter(([from]) => from === producerIndex)
            .map(([, number]) => number),
        ),
      );
      const wanted = found.map((_, partition) =>
        sent.map((counts) => Array.from({ length: counts[partition] }, (_, i) => i)),
      );
      expect(order).toEqual(wanted);
    });

    it('keeps groups, offsets and topics too', async () => {
      const dataDir = makeDataDir();
      const [port] = await freePorts(1);
      const broker = await startOn(dataDir, port);
      const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING });
      const admin = kafka.admin();
      await admin.connect();
      await makeTopic(admin, { topic: 'events', numPartitions: 2 });
      await admin.setOffsets({
        groupId: 'readers',
        topic: 'events',
        partitions: [{ partition: 1, offset: '42' }],
      });
      await kill(broker);
      await startOn(dataDir, port);
      expect(await admin.listTopics()).toContain('events');
      const [{ partitions: offsets }] = await admin.fetchOffsets({ groupId: 'readers', topics: ['events'] });
      expect(offsets.find(({ partition }) => partition === 1)?.offset).toBe('42');
      await admin.disconnect();
    });
  });
}
