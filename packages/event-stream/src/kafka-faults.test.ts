import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Assignment, EventStream, Publisher } from './event-stream.ts';
import { kafkaClient } from './kafka-client.ts';
import { kafkaEventStream } from './kafka-event-stream.ts';
import { type KafkaLab, kafkaLab } from './laws/kafka-lab.ts';
import { untilAll, witness } from './laws/witness.ts';

let lab: KafkaLab;
let stream: EventStream;
let publisher: Publisher;
let made = 0;

beforeAll(async () => {
  lab = await kafkaLab();
  stream = lab.stream({ metadataMaxAgeMs: 300 });
  publisher = await stream.publisher();
}, 120_000);
afterAll(async () => {
  await publisher.stop(1_000);
  await stream.close();
  await lab.close();
}, 120_000);

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function makeTopic(partitions: number): Promise<string> {
  made += 1;
  const topic = `faults-${process.pid}-${Date.now()}-${made}`;
  await stream.ensureTopics([
    { name: topic, partitions, config: { 'message.timestamp.type': 'LogAppendTime' } },
  ]);
  return topic;
}

const records = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    key: `k${(from + i) % 50}`,
    value: `v${from + i}`,
    occurredAtMs: from + i,
  }));

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `v${from + i}`);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The values of every partition's newest assignment that began at the log's start. */
function complete(...witnesses: Awaited<ReturnType<typeof witness>>[]): string[] {
  return witnesses.flatMap((one) => [...one.owned().values()].flatMap(({ values }) => values));
}

describe.concurrent('each by itself', { timeout: 120_000 }, () => {
  test('a group notices partitions that are added while it runs', async () => {
    const topic = await makeTopic(2);
    const one = await witness(stream, { topic, group: `g-${topic}` });
    await one.until(() => one.owned().size === 2, 'it has both');
    await lab.admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] });
    await one.until(() => one.owned().size === 5, 'it has five');
    // The publisher too learns of them, by a send that is later than metadataMaxAgeMs.
    let sent = 0;
    while ([...one.owned().values()].some(({ values }) => values.length === 0)) {
      publisher.publish(topic, records(sent, 50));
      sent += 50;
      await publisher.flush();
      await pause(100);
    }
    await one.until(() => complete(one).length === sent, 'all came');
    expect(new Set(complete(one))).toEqual(new Set(range(0, sent)));
    await one.subscription.stop();
    expect(one.violations).toEqual([]);
  });

  test('a hundred partitions are read whole', async () => {
    const topic = await makeTopic(100);
    publisher.publish(
      topic,
      records(0, 3_000).map((record) => ({ ...record, key: record.value })),
    );
    await publisher.flush();
    const one = await witness(stream, { topic, group: `g-${topic}` });
    await one.until(() => complete(one).length === 3_000, 'all came');
    expect(new Set(complete(one)).size).toBe(3_000);
    while (one.subscription.lag().some(({ lag }) => lag !== 0)) await pause(10);
    await one.subscription.stop();
    expect(one.violations).toEqual([]);
  });

  test('partitions that go away and come back read from where their reader says, not from an old seek', async () => {
    const topic = await makeTopic(2);
    publisher.publish(topic, records(0, 400));
    await publisher.flush();
    const other = lab.stream();
    const first = await witness(stream, { topic, group: `g-${topic}`, sessionTimeoutMs: 6_000 });
    await first.until(() => complete(first).length === 400, 'all came');
    // Restarted right before the other joins, so that a seek may be left on the partition that is lost.
    const second = await witness(other, { topic, group: `g-${topic}`, sessionTimeoutMs: 6_000 });
    for (const { assignment } of first.owned().values()) assignment.restart();
    await untilAll(
      [first, second],
      () => first.owned().size === 1 && second.owned().size === 1,
      'each has one',
    );
    await untilAll([first, second], () => complete(first, second).length === 400, 'both together have all');
    await second.subscription.stop();
    await first.until(
      () => first.owned().size === 2 && complete(first).length === 400,
      'the first has all again',
    );
    await first.subscription.stop();
    await other.close();
    for (const { positions } of [...first.seen, ...second.seen]) expect(positions[0] ?? '0').toBe('0');
    expect([...first.violations, ...second.violations]).toEqual([]);
  });

  test('a member whose handler hangs loses its partitions to the other, which reads them whole', async () => {
    const topic = await makeTopic(2);
    publisher.publish(topic, records(0, 100));
    await publisher.flush();
    const other = lab.stream();
    let letGo = () => {};
    const stuck = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const hanging = await witness(other, {
      topic,
      group: `g-${topic}`,
      sessionTimeoutMs: 6_000,
      records: () => stuck,
    });
    await hanging.until(() => hanging.owned().size === 2, 'the hanging one has both');
    const healthy = await witness(stream, { topic, group: `g-${topic}`, sessionTimeoutMs: 6_000 });
    await healthy.until(() => complete(healthy).length === 100, 'the healthy one has read all');
    expect(healthy.owned().size).toBe(2);
    letGo();
    await untilAll(
      [hanging, healthy],
      () => hanging.owned().size === 1 && healthy.owned().size === 1,
      'they share again',
    );
    await untilAll(
      [hanging, healthy],
      () => complete(hanging, healthy).length === 100,
      'both together have all',
    );
    await Promise.all([hanging.subscription.stop(), healthy.subscription.stop()]);
    await other.close();
    expect([...hanging.violations, ...healthy.violations]).toEqual([]);
  });

  test('a topic that is deleted and made anew is another log, and reading goes on in it', async () => {
    const topic = await makeTopic(1);
    publisher.publish(topic, records(0, 10));
    await publisher.flush();
    const one = await witness(stream, {
      topic,
      group: `g-${topic}`,
      start: () => ({ from: 'position', position: '3' }),
    });
    await one.until(() => one.values().length === 7, 'the first log came');
    await lab.admin.deleteTopics({ topics: [topic] });
    while (one.subscription.health().connected) await pause(20);
    await stream.ensureTopics([{ name: topic, partitions: 1, config: {} }]);
    publisher.publish(topic, records(100, 2));
    await publisher.flush();
    await one.until(() => one.values().length === 9, 'the other log came');
    expect(one.values().slice(7)).toEqual(range(100, 102));
    expect(one.seen.at(-1)?.gaps).toEqual(['3 to 0']);
    await one.subscription.stop();
    expect(one.violations).toEqual([]);
  });

  // The embedded broker offers no transactions.
  test.skipIf(process.env.STREAM_TEST_BROKERS === undefined)(
    'the marks and the aborted records of transactions are no gap, and behind them is the end',
    async () => {
      const topic = await makeTopic(1);
      const producer = kafkaClient({ brokers: lab.brokers, clientId: 'tx', logger: silent }).producer({
        transactionalId: topic,
        idempotent: true,
        maxInFlightRequests: 1,
      });
      await producer.connect();
      const transact = async (from: number, end: 'commit' | 'abort') => {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: records(from, 3) });
        await transaction[end]();
      };
      await transact(0, 'commit');
      await transact(100, 'abort');
      const gaps: string[] = [];
      const values: string[] = [];
      let given: Assignment | null = null;
      const subscription = await stream.subscribe({
        topic,
        group: `g-${topic}`,
        assign(assignment) {
          given = assignment;
          return {
            start: async () => ({ from: 'beginning' }),
            records(batch) {
              values.push(...batch.map(({ value }) => Buffer.from(value ?? []).toString()));
            },
            gap: (asked, first) => void gaps.push(`${asked} to ${first}`),
          };
        },
      });
      const atEnd = async () => {
        while (!(await (given as Assignment | null)?.atEnd())) await pause(20);
      };
      await atEnd();
      await transact(3, 'commit');
      await transact(200, 'abort');
      await atEnd();
      expect([values, gaps]).toEqual([range(0, 6), []]);
      expect(subscription.lag()).toEqual([{ partition: 0, position: '16', lag: 0 }]);
      await subscription.stop();
      await producer.disconnect();
    },
  );

  test('ready holds back whoever publishes faster than the broker takes', async () => {
    const topic = await makeTopic(1);
    const slow = lab.stream({ publisher: { maxInFlight: 100 } });
    const sender = await slow.publisher();
    let most = 0;
    for (let i = 0; i < 2_000; i += 50) {
      await sender.ready();
      sender.publish(topic, records(i, 50));
      most = Math.max(most, sender.counts().waiting);
    }
    await sender.flush();
    expect(most).toBeLessThan(150);
    expect(sender.counts()).toEqual({ sent: 2_000, waiting: 0, dropped: 0 });
    await slow.close();
  });

  test('D3 with no broker at the start nothing throws, health says so, and stop is quick', async () => {
    const port = await freePort();
    const lonely = kafkaEventStream({
      brokers: [`127.0.0.1:${port}`],
      clientId: 'lonely',
      logger: silent,
      publisher: { maxWaiting: 10 },
    });
    const sender = await lonely.publisher();
    const subscription = await lonely.subscribe({
      topic: 't',
      group: 'g',
      assign: () => ({ start: async () => ({ from: 'beginning' }), records() {} }),
    });
    sender.publish('t', records(0, 15));
    while (sender.health().problem?.includes('nothing listens') !== true) await pause(20);
    expect(sender.health().connected).toBe(false);
    expect(sender.counts()).toMatchObject({ sent: 0, waiting: 10, dropped: 5 });
    expect(subscription.health().connected).toBe(false);
    expect(subscription.lag()).toEqual([]);
    const startedMs = Date.now();
    await sender.stop(100);
    await lonely.close();
    expect(Date.now() - startedMs).toBeLessThan(20_000);
  });
});

test.skipIf(process.env.STREAM_TEST_BROKERS !== undefined)(
  'D3 a broker that goes away and comes back loses no record, and readers and publisher go on by themselves',
  async () => {
    const topic = await makeTopic(3);
    const one = await witness(stream, { topic, group: `g-${topic}`, sessionTimeoutMs: 6_000 });
    await one.until(() => one.owned().size === 3, 'it has all partitions');
    publisher.publish(topic, records(0, 300));
    await one.until(() => complete(one).length === 300, 'the first came');
    await lab.broker?.stop();
    publisher.publish(topic, records(300, 300));
    while (publisher.health().connected || one.subscription.health().connected) await pause(50);
    publisher.publish(topic, records(600, 300));
    expect(publisher.counts().waiting).toBe(600);
    await lab.broker?.start();
    await publisher.flush();
    await one.until(() => complete(one).length >= 900, 'all came');
    expect(complete(one).length).toBe(900);
    expect(new Set(complete(one))).toEqual(new Set(range(0, 900)));
    expect(publisher.health().connected).toBe(true);
    expect(one.subscription.health().connected).toBe(true);
    expect(publisher.counts()).toMatchObject({ waiting: 0, dropped: 0 });
    await one.subscription.stop();
    expect(one.violations).toEqual([]);
  },
  40_000,
);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
