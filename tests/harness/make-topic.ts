import type { Admin, ITopicConfig } from 'kafkajs';
import { until } from './until.ts';

/**
 * Makes a topic and resolves when each of its partitions has a leader. kafkajs's own waiting gives up at the first
 * answer of a busy Apache Kafka that has not told its brokers of the topic yet.
 */
export async function makeTopic(admin: Admin, config: ITopicConfig): Promise<void> {
  const { topic, numPartitions = 1 } = config;
  await admin.createTopics({ waitForLeaders: false, topics: [{ ...config, numPartitions }] });
  await until(
    `topic ${topic} has its leaders`,
    async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const { partitions } = topics[0];
      return partitions.length === numPartitions && partitions.every(({ leader }) => leader >= 0);
    },
    60_000,
  );
}
