import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { Message } from 'kafkajs';
import { expect, test } from 'vitest';
import { keyPartition } from './key-partition.ts';
import { outbox } from './outbox.ts';
import { partitionedMessages } from './topic-messages.ts';

const groupMessagesPerPartition = createRequire(import.meta.url)(
  'kafkajs/src/producer/groupMessagesPerPartition',
);

test("kafkajs's own grouping gives each key's partition its messages in order, and the same when it is asked again", () => {
  const keys = fc.array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(
      keys,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      (all, count, later) => {
        const box = outbox({ maxWaiting: 1_000, maxBatchRecords: 1_000, maxBatchBytes: 1e6 });
        box.add(
          't',
          all.map((key, i) => ({ key, value: String(i), occurredAtMs: i })),
        );
        const { createPartitioner, byTopic } = partitionedMessages();
        const [{ topic, messages }] = byTopic(box.batch() ?? []);
        const group = (partitions: number): Record<string, Message[]> =>
          groupMessagesPerPartition({
            topic,
            messages,
            partitioner: createPartitioner(),
            partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({ partitionId })),
          });
        const groups = group(count);
        const expected: Record<string, string[]> = {};
        all.forEach((key, i) => {
          const partition = keyPartition(key, count);
          expected[partition] ??= [];
          expected[partition].push(String(i));
        });
        const values = Object.entries(groups).map(([partition, group]) => [
          partition,
          group.map((m) => m.value),
        ]);
        expect(Object.fromEntries(values)).toEqual(expected);
        expect(group(later)).toEqual(groups);
      },
    ),
  );
});
