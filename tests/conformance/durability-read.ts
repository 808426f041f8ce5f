import type { Kafka } from 'kafkajs';
import { until } from '../harness/until.ts';

export interface ReadRecord {
  readonly offset: number;
  readonly value: string;
}

/** All of a topic from its start up to where it ends at the time of asking, by partition. */
export async function readWhole(kafka: Kafka, topic: string): Promise<readonly (readonly ReadRecord[])[]> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const found: ReadRecord[][] = ends.map(() => []);
  const position = new Map(ends.map(({ partition, low }) => [partition, Number(low)]));
  const groupId = `read-${Math.random().toString(36).slice(2)}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      for (const { value, offset } of batch.messages) {
        found[batch.partition].push({ offset: Number(offset), value: String(value) });
      }
      position.set(batch.partition, Number(batch.lastOffset()) + 1);
    },
  });
  await until('the topic is read to its end', () =>
    ends.every(({ partition, high }) => (position.get(partition) ?? 0) >= Number(high)),
  );
  await consumer.disconnect();
  return found;
}
