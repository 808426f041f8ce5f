import type { Database } from '@rumo/database';
import { rideEventsTopic } from '@rumo/events';
import { Kafka, logLevel } from 'kafkajs';
import { until } from './until.ts';

/**
 * Resolves when the commits of driver-speed hold every record of the log. What a service says of its lag is about the
 * last end it was told, which may be a record short of the log's.
 */
export async function untilAllCounted(
  brokers: string,
  database: Database,
  timeoutMs?: number,
): Promise<void> {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await until(
      'everything is counted',
      async () => {
        const ends = await admin.fetchTopicOffsets(rideEventsTopic.name);
        const inLog = ends.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
        return (await countedIn(database)) === inLog;
      },
      timeoutMs,
    );
  } finally {
    await admin.disconnect();
  }
}

/** Records that the commits in the database hold. */
export async function countedIn(database: Database): Promise<number> {
  const { _sum } = await database.partitionProgress.aggregate({ _sum: { read: true } });
  return Number(_sum.read);
}
