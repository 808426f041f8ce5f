import { kafkaEnv, serviceStream } from '@rumo/event-stream';
import { driverOdometerTopic, rideEventsTopic } from '@rumo/events';
import { createLogger, readEnv } from '@rumo/service';

const env = readEnv(kafkaEnv);
const logger = createLogger('topics');
const stream = serviceStream('topics', env, logger);
const topics = [rideEventsTopic, driverOdometerTopic];
try {
  await stream.ensureTopics(topics);
  logger.info({ topics: topics.map(({ name }) => name) }, 'the topics are there');
} catch (error) {
  logger.fatal(`The topics could not be made: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
await stream.close();
