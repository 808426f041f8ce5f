import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { expect, test } from 'vitest';
import { keyPartition } from './key-partition.ts';

test('every key goes where the default partitioner of Kafka puts it', () => {
  const partitioner = Partitioners.DefaultPartitioner();
  const metadata = (count: number) =>
    Array.from({ length: count }, (_, partitionId) => ({
      partitionId,
      partitionErrorCode: 0,
      leader: 1,
      replicas: [],
      isr: [],
    }));
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }),
      (key, count) => {
        const theirs = partitioner({
          topic: 't',
          partitionMetadata: metadata(count),
          message: { key, value: '' },
        });
        expect(keyPartition(key, count)).toBe(theirs);
      },
    ),
  );
});
