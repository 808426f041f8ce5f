import { backoffMs } from '@rumo/service';
import type { EventStream, Publisher, Subscription } from './event-stream.ts';
import { kafkaAdmin } from './kafka-admin.ts';
import { defaultMetadataMaxAgeMs, type KafkaOptions, kafkaClient } from './kafka-client.ts';
import { defaultPublisherLimits, kafkaPublisher, type PublisherLimits } from './kafka-publisher.ts';
import { kafkaSubscription } from './kafka-subscription.ts';
import { comparePositions } from './positions.ts';
import { wait } from './wait.ts';

export interface KafkaEventStreamOptions extends KafkaOptions {
  readonly publisher?: Partial<PublisherLimits>;
}

const askBackoff = { firstMs: 200, maxMs: 5_000 };
/** Answers that will not change by asking again. */
const finalTypes = new Set([
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_PARTITIONS',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
]);

/**
 * The event stream on Kafka. Nothing here throws because the broker is away: publishers and subscriptions keep
 * trying and say so in `health()`; `ensureTopics` and `partitionCount` wait until it answers, or reject when it
 * refuses or the stream is closed.
 */
export function kafkaEventStream(options: KafkaEventStreamOptions): EventStream {
  const { logger } = options;
  const makeClient = () => kafkaClient(options);
  const admin = kafkaAdmin(makeClient);
  const metadataMaxAgeMs = options.metadataMaxAgeMs ?? defaultMetadataMaxAgeMs;
  const closing = new AbortController();
  const subscriptions = new Set<Subscription>();
  const publishers = new Set<Publisher>();

  async function untilAnswered<T>(what: string, question: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await question();
      } catch (error) {
        if (closing.signal.aborted || isFinal(error)) throw error;
        logger.warn({ err: error, failures }, `the broker did not answer: ${what} waits`);
        await wait(backoffMs(failures, askBackoff, Math.random), closing.signal);
      }
    }
  }

  return {
    ensureTopics: (topics) => untilAnswered('making topics', () => admin.createMissing(topics)),
    partitionCount: (topic) =>
      untilAnswered(`counting partitions of ${topic}`, () => admin.partitionCount(topic)),
    async publisher() {
      const made = kafkaPublisher(makeClient, metadataMaxAgeMs, logger, {
        ...defaultPublisherLimits,
        ...options.publisher,
      });
      publishers.add(made);
      return made;
    },
    async subscribe(subscribeOptions) {
      const made = kafkaSubscription(subscribeOptions, { makeClient, admin, logger, metadataMaxAgeMs });
      subscriptions.add(made);
      return made;
    },
    comparePositions,
    async close() {
      closing.abort();
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      await Promise.all([...publishers].map((publisher) => publisher.stop(0)));
      await admin.close();
    },
  };
}

interface BrokerError {
  readonly type?: string;
  readonly cause?: BrokerError;
  readonly errors?: readonly BrokerError[];
}

function isFinal(error: unknown): boolean {
  const { type, cause, errors = [] } = error as BrokerError;
  return finalTypes.has(type ?? '') || (cause !== undefined && isFinal(cause)) || errors.some(isFinal);
}
