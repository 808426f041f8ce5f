import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTopic } from '../harness/make-topic.ts';
import { until } from '../harness/until.ts';
import { askTools, tableBelow } from './ask-tools.ts';
import { type BrokerUnderTest, uniqueName } from './broker-under-test.ts';
import { expected } from './differences.ts';

/** kafka-consumer-groups on a group of kafkajs: looked at, moved, deleted. Each step builds on those before it. */
export function javaGroupsMeet(broker: BrokerUnderTest): void {
  const topic = uniqueName('moved');
  const group = uniqueName('mover');
  const startMs = Date.now() - 600_000;
  const kafka = new Kafka({ brokers: [broker.address], clientId: 'mover', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const { ask, say } = askTools(broker);
  let consumer: Consumer;
  let places: string[] = [];

  const groups = (...args: readonly string[]) => say('kafka-consumer-groups', args);
  const describeGroup = (...args: readonly string[]) => groups('--describe', '--group', group, ...args);
  const reset = (...args: readonly string[]) =>
    groups('--reset-offsets', '--group', group, '--topic', topic, ...args);

  async function committed(): Promise<readonly number[]> {
    const [{ partitions }] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    return [...partitions].sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));
  }

  const newOffsets = (lines: readonly string[]) =>
    tableBelow(lines, 'GROUP')
      .map((row) => `${row.PARTITION}:${row['NEW-OFFSET']}`)
      .sort();

  async function consume(count: number): Promise<void> {
    places = [];
    consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 200 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message }) => void places.push(`${partition}:${message.offset}`),
    });
    await until(`${count} records`, () => places.length >= count);
  }

  beforeAll(async () => {
    await admin.connect();
    await makeTopic(admin, { topic, numPartitions: 2 });
    // A produce that timed out is sent again: only then it still stands in the log once.
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const messages = Array.from({ length: 40 }, (_, i) => ({
      partition: i % 2,
      value: String(i),
      timestamp: String(startMs + Math.floor(i / 2) * 1000),
    }));
    await producer.send({ topic, messages });
    await producer.disconnect();
    await consume(40);
    await until('all is committed', async () => {
      await consumer.commitOffsets([0, 1].map((partition) => ({ topic, partition, offset: '20' })));
      return (await committed()).join() === '20,20';
    });
  });
  afterAll(async () => {
    await Promise.allSettled([consumer.disconnect(), admin.disconnect()]);
  });

  it('list and describe a group at work: its lag, its members and its state', async () => {
    const [listed, offsets, members, state] = await Promise.all([
      groups('--list'),
      describeGroup(),
      describeGroup('--members', '--verbose'),
      describeGroup('--state'),
    ]);
    expect(listed).toContain(group);
    expect(tableBelow(offsets, 'GROUP')).toMatchObject(
      ['0', '1'].map((partition) => ({
        TOPIC: topic,
        PARTITION: partition,
        'CURRENT-OFFSET': '20',
        'LOG-END-OFFSET': '20',
        LAG: '0',
        'CLIENT-ID': 'mover',
      })),
    );
    expect(tableBelow(members, 'GROUP')).toMatchObject([
      { 'CLIENT-ID': 'mover', HOST: '/127.0.0.1', '#PARTITIONS': '2' },
    ]);
    expect(members.join()).toContain(`${topic}:0,1`);
    expect(state.join()).toMatch(new RegExp(`${group} +${broker.address} +\\(1\\) +\\w+ +Stable +1`));
  });

  it('move no group that is at work', async () => {
    const refused = await ask('kafka-consumer-groups', [
      ...['--reset-offsets', '--group', group, '--topic', topic],
      ...['--to-earliest', '--execute'],
    ]);
    expect(refused.out + refused.errors).toMatch(/only be reset if the group .* is inactive/);
    expect(await committed()).toEqual([20, 20]);
  });

  it('show where a reset would lead, and change nothing', async () => {
    await consumer.disconnect();
    const [earliest, listed] = await Promise.all([
      reset('--to-earliest', '--dry-run'),
      groups('--list', '--state'),
    ]);
    expect(newOffsets(earliest)).toEqual(['0:0', '1:0']);
    expect(await committed()).toEqual([20, 20]);
    const { STATE } = tableBelow(listed, 'GROUP').find(({ GROUP }) => GROUP === group) ?? {};
    expect(STATE).toBe(expected(broker, 'states of groups in a list'));
  });

  it('move a group by a number, to a time and to the start, and it goes on from there', async () => {
    expect(newOffsets(await reset('--shift-by', '-5', '--execute'))).toEqual(['0:15', '1:15']);
    expect(await committed()).toEqual([15, 15]);
    const time = new Date(startMs + 7500).toISOString();
    expect(newOffsets(await reset('--to-datetime', time, '--execute'))).toEqual(['0:8', '1:8']);
    expect(await committed()).toEqual([8, 8]);
    await consume(24);
    await consumer.disconnect();
    expect(new Set(places).size).toBe(24);
    expect(places).toEqual(expect.arrayContaining(['0:8', '1:8', '0:19', '1:19']));
    expect(newOffsets(await reset('--to-earliest', '--execute'))).toEqual(['0:0', '1:0']);
    expect(await committed()).toEqual([0, 0]);
  });

  it('delete one committed offset, then the group', async () => {
    const one = await groups('--delete-offsets', '--group', group, '--topic', `${topic}:0`);
    expect(tableBelow(one, 'TOPIC')).toEqual([{ TOPIC: topic, PARTITION: '0', STATUS: 'Successful' }]);
    expect(await committed()).toEqual([-1, 0]);
    expect((await groups('--delete', '--group', group)).join()).toContain('was successful');
    expect(await committed()).toEqual([-1, -1]);
    const again = await ask('kafka-consumer-groups', ['--delete', '--group', group]);
    expect(again.out + again.errors).toContain('GroupIdNotFoundException');
  });
}
