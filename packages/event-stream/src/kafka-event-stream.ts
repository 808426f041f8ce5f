import { backoffMs } from '@rumo/service';
import type { EventStream, Publisher, Subscription, TopicSpec } from './event-stream.ts';
import { kafkaAdmin } from './kafka-admin.ts';
import { defaultMetadataMaxAgeMs, type KafkaOptions, kafkaClient } from './kafka-client.ts';
import { kafkaDiagnosis, StreamRefusedError } from './kafka-diagnosis.ts';
import { defaultPublisherLimits, kafkaPublisher, type PublisherLimits } from './kafka-publisher.ts';
import { kafkaScanner } from './kafka-scanner.ts';
import { kafkaSubscription } from './kafka-subscription.ts';
import { comparePositions } from './positions.ts';
import { wait } from './wait.ts';

export interface KafkaEventStreamOptions extends KafkaOptions {
  readonly publisher?: Partial<PublisherLimits>;
  /** Called, before anything rejects, when the broker refuses whoever was never let in. */
  readonly refused?: (error: StreamRefusedError) => void;
}

const askBackoff = { firstMs: 200, maxMs: 5_000 };
/**
 * The event stream on Kafka. Nothing here throws because the broker is away: publishers and subscriptions keep
 * trying and say so in `health()`; `ensureTopics` and `partitionCount` wait until it answers, or reject when it
 * refuses or the stream is closed.
 */
export function kafkaEventStream(options: KafkaEventStreamOptions): EventStream {
  const { logger } = options;
  const makeClient = () => kafkaClient(options);
  const admin = kafkaAdmin(makeClient);
  const scanner = kafkaScanner(makeClient, admin);
  const metadataMaxAgeMs = options.metadataMaxAgeMs ?? defaultMetadataMaxAgeMs;
  const diagnosis = kafkaDiagnosis(options, options.refused ?? (() => {}));
  const asking = diagnosis();
  const closing = new AbortController();
  const subscriptions = new Set<Subscription>();
  const publishers = new Set<Publisher>();

  async function untilAnswered<T>(doing: string, question: () => Promise<T>): Promise<T> {
    let told = '';
    for (let failures = 1; ; failures += 1) {
      try {
        const answer = await question();
        asking.worked();
        return answer;
      } catch (error) {
        if (closing.signal.aborted) throw error;
        const { kind, line } = await asking.explain(error, doing);
        if (kind === 'refused') throw new StreamRefusedError(line);
        if (line !== told) logger.warn({ doing }, `${line}; trying again`);
        told = line;
        await wait(backoffMs(failures, askBackoff, Math.random), closing.signal);
        if (closing.signal.aborted) throw error;
      }
    }
  }

  return {
    ensureTopics: (topics) => untilAnswered(`make ${namesOf(topics)}`, () => admin.createMissing(topics)),
    partitionCount: (topic) => untilAnswered(`look at topic ${topic}`, () => admin.partitionCount(topic)),
    async publisher() {
      const made = kafkaPublisher(makeClient, diagnosis(), metadataMaxAgeMs, logger, {
        ...defaultPublisherLimits,
        ...options.publisher,
      });
      publishers.add(made);
      return made;
    },
    async subscribe(subscribeOptions) {
      const made = kafkaSubscription(subscribeOptions, {
        makeClient,
        admin,
        diagnosis: diagnosis(),
        logger,
        metadataMaxAgeMs,
      });
      subscriptions.add(made);
      return made;
    },
    scan: scanner.scan,
    comparePositions,
    async close() {
      closing.abort();
      await Promise.all([
        ...[...subscriptions].map((subscription) => subscription.stop()),
        ...[...publishers].map((publisher) => publisher.stop(0)),
      ]);
      await Promise.all([admin.close(), scanner.close()]);
    },
  };
}

function namesOf(topics: readonly TopicSpec[]): string {
  return `topic ${topics.map(({ name }) => name).join(', ')}`;
}
