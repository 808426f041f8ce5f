import { expect, test } from 'vitest';
import type { PartitionReader, Start, Subscription } from './event-stream.ts';
import { memoryStream } from './memory-stream.ts';

const topic = 'rides';
const group = 'speed';

async function streamOf(partitions: number) {
  const stream = memoryStream({ nowMs: () => 1_000, maxBatch: 2 });
  await stream.ensureTopics([{ name: topic, partitions, config: {} }]);
  const seen: string[] = [];
  const join = (name: string, start: Start = { from: 'beginning' }, reader: Partial<PartitionReader> = {}) =>
    stream.subscribe({
      topic,
      group,
      assign: ({ partition, signal }) => {
        seen.push(`${name} gets ${partition}`);
        signal.addEventListener('abort', () => seen.push(`${name} loses ${partition}`));
        return {
          start: async () => start,
          records(records) {
            for (const { position } of records) seen.push(`${name} ${partition}@${position}`);
          },
          gap(asked, first) {
            seen.push(`gap ${asked} to ${first}`);
          },
          ...reader,
        };
      },
    });
  return { stream, seen, join, take: () => seen.splice(0) };
}

const values = (count: number) => Array.from({ length: count }, (_, i) => ({ value: `v${i}` }));

test('hands over what is there and what comes, in order', async () => {
  const { stream, join, take } = await streamOf(1);
  stream.append(topic, 0, values(3));
  await join('a');
  await stream.settled();
  expect(take()).toEqual(['a gets 0', 'a 0@0', 'a 0@1', 'a 0@2']);
  stream.append(topic, 0, values(1));
  await stream.settled();
  expect(take()).toEqual(['a 0@3']);
});

test('a removed start is a gap, at the first read and while running', async () => {
  const { stream, join, take } = await streamOf(1);
  stream.append(topic, 0, values(9));
  stream.truncateBefore(topic, 0, '4');
  await join('a', { from: 'after', position: '1' });
  await stream.settled();
  expect(take()).toEqual(['a gets 0', 'gap 2 to 4', 'a 0@4', 'a 0@5', 'a 0@6', 'a 0@7', 'a 0@8']);
  stream.setOnline(false);
  stream.append(topic, 0, values(3));
  stream.truncateBefore(topic, 0, '11');
  stream.setOnline(true);
  await stream.settled();
  expect(take()).toEqual(['gap 9 to 11', 'a 0@11']);
});

test('another log is a gap back to its first record', async () => {
  const { stream, join, take } = await streamOf(1);
  stream.append(topic, 0, values(2));
  await join('a', { from: 'end' });
  await stream.settled();
  take();
  stream.replaceLog(topic);
  stream.append(topic, 0, values(1));
  await stream.settled();
  expect(take()).toEqual(['gap 2 to 0', 'a 0@0']);
});

test('positions may have holes, also at the end', async () => {
  const { stream, join, seen } = await streamOf(1);
  stream.append(topic, 0, values(1));
  stream.skipPositions(topic, 0, 3);
  const subscription: Subscription = await join('a', { from: 'after', position: '0' });
  await stream.settled();
  expect(subscription.lag()).toEqual([{ partition: 0, position: '4', lag: 0 }]);
  stream.append(topic, 0, values(1));
  await stream.settled();
  expect(seen).toEqual(['a gets 0', 'a 0@4']);
});

test('two members share; a stalled one reads on when its loss goes unnoticed', async () => {
  const { stream, join, take } = await streamOf(2);
  const a = await join('a');
  await stream.settled();
  take();
  const b = await join('b');
  await stream.settled();
  expect(take()).toEqual(['a loses 0', 'a loses 1', 'a gets 0', 'b gets 1']);
  stream.moveGroup(group, topic, 0, b, { unnoticed: true });
  stream.append(topic, 0, values(1));
  await stream.settled();
  expect(take().sort()).toEqual(['a 0@0', 'b 0@0', 'b gets 0']);
  await a.stop();
  await stream.settled();
  expect(take()).toContain('b gets 0');
});

test('a throwing reader is assigned anew', async () => {
  const { stream, join, seen } = await streamOf(1);
  let failures = 2;
  stream.append(topic, 0, values(1));
  await join(
    'a',
    { from: 'beginning' },
    {
      records() {
        if (failures-- > 0) throw new TypeError('bad');
        seen.push('done');
      },
    },
  );
  await stream.settled();
  expect(seen).toEqual(['a gets 0', 'a loses 0', 'a gets 0', 'a loses 0', 'a gets 0', 'done']);
});

test('D3 a publisher keeps what it could not send and sends it in order of occurredAtMs', async () => {
  const { stream } = await streamOf(1);
  const publisher = await stream.publisher();
  stream.setOnline(false);
  for (const occurredAtMs of [3, 1, 2])
    publisher.publish(topic, [{ key: 'k', value: `${occurredAtMs}`, occurredAtMs }]);
  expect(publisher.counts()).toEqual({ sent: 0, waiting: 3, dropped: 0 });
  stream.setOnline(true);
  await publisher.flush();
  expect(stream.read(topic, 0).map(({ value }) => Buffer.from(value ?? []).toString())).toEqual([
    '1',
    '2',
    '3',
  ]);
});

test('D3 beyond maxWaiting the oldest are dropped and counted', async () => {
  const stream = memoryStream({ nowMs: () => 0, maxWaiting: 2 });
  await stream.ensureTopics([{ name: topic, partitions: 1, config: {} }]);
  const publisher = await stream.publisher();
  stream.setOnline(false);
  publisher.publish(
    topic,
    [4, 3, 5].map((occurredAtMs) => ({ key: 'k', value: `${occurredAtMs}`, occurredAtMs })),
  );
  expect(publisher.counts()).toEqual({ sent: 0, waiting: 2, dropped: 1 });
  stream.setOnline(true);
  expect(stream.read(topic, 0).length).toBe(2);
  expect(publisher.counts()).toEqual({ sent: 2, waiting: 0, dropped: 1 });
});
