import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Batch, type Consumer, type ConsumerConfig, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTopic } from '../harness/make-topic.ts';
import { until } from '../harness/until.ts';
import { type BrokerUnderTest, uniqueName } from './broker-under-test.ts';
import type { MemberReport } from './stalling-member.ts';

/** Joins and leaves under load. */
const rounds = process.env.RUMO_FULL === '1' ? 30 : 3;
const timeoutMs = 90_000 + rounds * 10_000;

interface Reading {
  readonly consumer: Consumer;
  readonly name: string;
  assignment: readonly number[];
}

/** Groups of kafkajs that change while they work. Each step is on its own: they can run beside each other. */
export function groupsChangeOn(broker: BrokerUnderTest): void {
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING, retry: { retries: 10 } });
  const admin = kafka.admin();
  // Idempotent: a send that is tried again under load must not count twice.
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  const consumers: Consumer[] = [];
  const endings: (() => void)[] = [];

  beforeAll(() => Promise.all([admin.connect(), producer.connect()]));
  afterAll(async () => {
    for (const end of endings) end();
    await Promise.allSettled([...consumers, admin, producer].map((client) => client.disconnect()));
  });

  async function freshTopic(name: string, numPartitions: number): Promise<string> {
    const topic = uniqueName(name);
    await makeTopic(admin, { topic, numPartitions });
    return topic;
  }

  /** Reads in a group; each batch is handed to `onBatch` and its end committed after it. */
  async function read(
    topic: string,
    groupId: string,
    onBatch: (batch: Batch, reading: Reading) => void,
    config: Partial<ConsumerConfig> = {},
  ): Promise<Reading> {
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: 6000,
      heartbeatInterval: 300,
      maxWaitTimeInMs: 200,
      ...config,
    });
    consumers.push(consumer);
    const reading: Reading = { consumer, name: uniqueName('member'), assignment: [] };
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      reading.assignment = payload.memberAssignment[topic] ?? [];
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachBatch: async ({ batch }) => onBatch(batch, reading) });
    return reading;
  }

  const ends = async (topic: string) =>
    (await admin.fetchTopicOffsets(topic))
      .sort((a, b) => a.partition - b.partition)
      .map(({ high }) => Number(high));

  const isShared = (readings: readonly Reading[], count: number) => {
    const all = readings.flatMap(({ assignment }) => assignment);
    return (
      all.length === count &&
      new Set(all).size === count &&
      readings.every((each) => each.assignment.length > 0)
    );
  };

  it(
    `lose nothing and keep the order while members join and leave under load, ${rounds} times`,
    async () => {
      const topic = await freshTopic('busy', 4);
      const groupId = uniqueName('busy');
      const next = [0, 0, 0, 0];
      const gaps: string[] = [];
      const onBatch = ({ partition, messages }: Batch) => {
        for (const { offset, value } of messages) {
          const at = Number(offset);
          if (Number(value) !== at || at > next[partition])
            gaps.push(`${partition}:${offset} after ${next[partition]}`);
          next[partition] = Math.max(next[partition], at + 1);
        }
      };
      let sent = 0;
      let isOver = false;
      const producing = (async () => {
        while (!isOver) {
          const messages = Array.from({ length: 100 }, (_, i) => ({
            partition: i % 4,
            value: String(sent / 4 + Math.floor(i / 4)),
          }));
          await producer.send({ topic, messages });
          sent += messages.length;
        }
      })();
      try {
        let [staying, leaving] = [await read(topic, groupId, onBatch), await read(topic, groupId, onBatch)];
        for (let round = 0; round < rounds; round++) {
          await until('two members share the partitions', () => isShared([staying, leaving], 4));
          const before = [...next];
          await until('all partitions move on', () => next.every((at, partition) => at > before[partition]));
          await leaving.consumer.disconnect();
          await until('one has them all', () => staying.assignment.length === 4);
          [leaving, staying] = [staying, await read(topic, groupId, onBatch)];
        }
      } finally {
        isOver = true;
        await producing;
      }
      await until('all is read', () => next.every((at) => at >= sent / 4), 120_000);
      expect(gaps).toEqual([]);
      expect(await ends(topic)).toEqual(next);
    },
    timeoutMs,
  );

  it('move the partitions of a member that stalls past its session, and refuse its commit when it wakes', async () => {
    const topic = await freshTopic('stalled', 2);
    const groupId = uniqueName('stalled');
    const script = join(import.meta.dirname, 'stalling-member.ts');
    const folder = mkdtempSync(join(tmpdir(), 'rumo-stalled-'));
    const wakeUpFile = join(folder, 'wake-up');
    const child = fork(script, [broker.address, topic, groupId, wakeUpFile], {
      execArgv: ['--import', 'tsx'],
    });
    endings.push(() => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    });
    const reports: MemberReport[] = [];
    child.on('message', (report: MemberReport) => reports.push(report));
    const told = (kind: MemberReport['kind']) => reports.filter((report) => report.kind === kind).length;
    const send = (from: number, to: number) =>
      producer.send({
        topic,
        messages: Array.from({ length: to - from }, (_, i) => ({
          partition: (from + i) % 2,
          value: String(from + i),
        })),
      });
    const readOnce = () =>
      new Set([...reports.flatMap((report) => (report.kind === 'read' ? [report.value] : [])), ...others]);
    const others: string[] = [];

    await until('the child has both partitions', () => told('joined') > 0);
    await send(0, 10);
    await until('ten records', () => readOnce().size === 10);
    child.send('stall');
    await until('the child stands still', async () => {
      await send(10, 12);
      return told('stalls') === 1;
    });
    const other = await read(topic, groupId, ({ messages }) => {
      others.push(...messages.map(({ value }) => String(value)));
    });
    await until('its partitions have moved', () => other.assignment.length === 2);
    await send(20, 30);
    await until('the other one reads on', () => others.includes('28') && others.includes('29'));
    const committed = () => admin.fetchOffsets({ groupId, topics: [topic] });
    await until('it has committed', async () =>
      (await committed())[0].partitions.every(({ offset }) => Number(offset) > 5),
    );
    const before = await committed();
    const joins = told('joined');

    writeFileSync(wakeUpFile, '');
    await until('the child has tried to commit', () => told('commit') > 0);
    expect(reports.find((report) => report.kind === 'commit')).toMatchObject({
      outcome: expect.stringMatching(/^(UNKNOWN_MEMBER_ID|ILLEGAL_GENERATION)$/),
    });
    expect(await committed()).toEqual(before);
    await until('it is back in the group', () => told('joined') > joins && other.assignment.length === 1);
    await send(30, 40);
    await until('all is read', () => [28, 29, 38, 39].every((value) => readOnce().has(String(value))));
    for (let value = 30; value < 40; value++) expect(readOnce()).toContain(String(value));
    child.send('leave');
    await once(child, 'exit');
  });

  it('take up partitions that are added while they run', async () => {
    const topic = await freshTopic('grown', 2);
    const groupId = uniqueName('grown');
    const seen = new Set<string>();
    const onBatch = ({ partition, messages }: Batch) => {
      for (const { offset } of messages) seen.add(`${partition}:${offset}`);
    };
    const config = { metadataMaxAge: 500 };
    const readings = [
      await read(topic, groupId, onBatch, config),
      await read(topic, groupId, onBatch, config),
    ];
    await until('one partition each', () => isShared(readings, 2));
    await admin.createPartitions({ topicPartitions: [{ topic, count: 6 }] });
    const fresh = kafka.producer({ metadataMaxAge: 300 });
    await fresh.connect();
    await until('all partitions take records', async () => {
      const messages = [0, 1, 2, 3, 4, 5].map((partition) => ({ partition, value: 'x' }));
      await fresh.send({ topic, messages });
      return (await ends(topic)).every((end) => end > 0);
    });
    await fresh.disconnect();
    await until('three partitions each', () => isShared(readings, 6));
    const count = (await ends(topic)).reduce((sum, end) => sum + end, 0);
    await until('all is read', () => seen.size === count);
  });

  it('begin at the earliest record when what they committed is gone or was never there', async () => {
    const topic = await freshTopic('ranges', 2);
    const groupId = uniqueName('ranges');
    const messages = Array.from({ length: 40 }, (_, i) => ({ partition: i % 2, value: String(i) }));
    await producer.send({ topic, messages });
    const first: Record<number, number> = {};
    const onBatch = (batch: Batch) => {
      first[batch.partition] ??= Number(batch.firstOffset());
    };
    const starting = await read(topic, groupId, onBatch);
    await until('both partitions', () => Object.keys(first).length === 2);
    const offsets = [
      { topic, partition: 0, offset: '4' },
      { topic, partition: 1, offset: '500' },
    ];
    await until('one commit inside, one beyond', async () => {
      await starting.consumer.commitOffsets(offsets);
      const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return partitions.every(({ partition, offset }) => offset === offsets[partition].offset);
    });
    await starting.consumer.disconnect();
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '9' }] });
    delete first[0];
    delete first[1];
    await read(topic, groupId, onBatch);
    await until('both partitions again', () => Object.keys(first).length === 2);
    expect(first).toEqual({ 0: 9, 1: 0 });
  });

  it('may commit a batch during which another member came, and hand the rest to it', async () => {
    const topic = await freshTopic('midway', 2);
    const groupId = uniqueName('midway');
    const values = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => ({ partition: (from + i) % 2, value: String(from + i) }));
    await producer.send({ topic, messages: values(0, 20) });
    const seen: string[] = [];
    const outcomes: string[] = [];
    let goOn = () => {};
    const released = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: 6000,
      heartbeatInterval: 300,
      maxWaitTimeInMs: 200,
    });
    consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    let isFirst = true;
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch, heartbeat }) => {
        const inMidst = isFirst;
        isFirst = false;
        seen.push(...batch.messages.map(({ value }) => String(value)));
        if (inMidst) {
          await released;
          // kafkajs beats only when its interval is over.
          const refusal = () =>
            heartbeat().then(
              () => null,
              (error) => String(error.type),
            );
          outcomes.push(await until('a refused heartbeat', refusal));
        }
        const offset = String(Number(batch.lastOffset()) + 1);
        const committing = consumer.commitOffsets([{ topic, partition: batch.partition, offset }]);
        const outcome = await committing.then(
          () => 'committed',
          (error) => error.type,
        );
        if (inMidst) outcomes.push(outcome);
      },
    });
    await until('the first is inside a batch', () => seen.length > 0);
    const second = read(topic, groupId, ({ messages }) => {
      seen.push(...messages.map(({ value }) => String(value)));
    });
    await until('the second waits to join', async () => {
      const { groups } = await admin.describeGroups([groupId]);
      return groups[0].state === 'PreparingRebalance';
    });
    goOn();
    await until('the second has a share', async () => (await second).assignment.length === 1);
    expect(outcomes).toEqual(['REBALANCE_IN_PROGRESS', 'committed']);
    await producer.send({ topic, messages: values(20, 40) });
    await until('all is read', () => new Set(seen).size === 40);
    // The partition whose batch was committed in the midst of it all is not read again.
    const repeated = seen.filter((value, i) => seen.indexOf(value) !== i);
    expect(repeated.filter((value) => Number(value) % 2 === Number(seen[0]) % 2)).toEqual([]);
  });
}
