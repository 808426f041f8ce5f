import { exitWith, type Logger, orExit } from '@rumo/service';
import type { EventStream } from './event-stream.ts';
import type { KafkaEnv } from './kafka-env.ts';
import { kafkaEventStream } from './kafka-event-stream.ts';
import { kafkaOptions } from './kafka-options.ts';

/**
 * The event stream of a service, by its environment. Settings that cannot be right, and a broker that refuses this
 * client before it was ever let in, end the process with one line and exit code 1.
 */
export function serviceStream(service: string, env: KafkaEnv, logger: Logger): EventStream {
  const options = orExit(() => kafkaOptions(env));
  return kafkaEventStream({
    ...options,
    clientId: service,
    logger,
    refused: (error) => exitWith(logger, error.message),
  });
}
