import { type Assignment, kafkaEventStream, type StreamRecord } from '@rumo/event-stream';
import { pino } from 'pino';
import { until } from './until.ts';

/** Every record of a topic up to its end, by partition, in the order of the log. Writers should leave it a quiet moment now and then. */
export async function readTopic(
  brokers: string,
  topic: string,
): Promise<readonly (readonly StreamRecord[])[]> {
  const stream = kafkaEventStream({
    brokers: brokers.split(','),
    clientId: 'read-topic',
    logger: pino({ level: 'silent' }),
  });
  const partitions = await stream.partitionCount(topic);
  const records: StreamRecord[][] = [];
  const assignments: Assignment[] = [];
  const subscription = await stream.subscribe({
    topic,
    group: `read-topic-${process.pid}-${performance.now()}`,
    assign: (assignment) => {
      assignments[assignment.partition] = assignment;
      records[assignment.partition] = [];
      return {
        start: async () => ({ from: 'beginning' }),
        records: (batch) => {
          records[assignment.partition].push(...batch);
        },
      };
    },
  });
  await until('the topic is read to its end', async () => {
    if (assignments.filter((it) => it !== undefined).length < partitions) return false;
    const atEnd = await Promise.all(assignments.map((assignment) => assignment.atEnd()));
    return atEnd.every((end) => end);
  });
  await subscription.stop();
  await stream.close();
  return records;
}
