import type { ConnectionOptions } from 'node:tls';
import { Kafka, type LogEntry, logLevel, type SASLOptions } from 'kafkajs';
import { quickenFetchDecoder } from './kafkajs-fetch-decoder.ts';
import { cureIdleTimers } from './kafkajs-idle-timers.ts';
import { quickenProduce } from './kafkajs-produce.ts';

/** The part of a pino logger that the adapter uses. */
export interface StreamLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface KafkaOptions {
  /** host:port of at least one broker. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** TLS: on or off, or on with an authority or a client certificate of its own. */
  readonly ssl?: boolean | Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;
  readonly sasl?: SASLOptions;
  readonly logger: StreamLogger;
  /** How long a topic's partition count may be out of date, ms. */
  readonly metadataMaxAgeMs?: number;
}

/**
 * A kafkajs client. Each consumer, producer and admin gets one of its own: clients share the committed offsets of a
 * group among their consumers, and one consumer's join would clear the other's.
 */
export function kafkaClient(options: KafkaOptions): Kafka {
  cureIdleTimers(options.logger);
  quickenFetchDecoder(options.logger);
  quickenProduce(options.logger);
  return new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    ssl: options.ssl ?? false,
    sasl: options.sasl,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    // Short: whoever calls waits with its own backoff and says so.
    retry: { initialRetryTime: 100, maxRetryTime: 500, multiplier: 2, factor: 0.2, retries: 3 },
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => logEntry(options.logger, entry),
  });
}

export const defaultMetadataMaxAgeMs = 30_000;

// Every failure also reaches the adapter as a rejection or an event and is told there, once, in its own words.
function logEntry(logger: StreamLogger, { log, namespace }: LogEntry): void {
  const { message, timestamp: _timestamp, stack: _stack, ...fields } = log;
  logger.debug({ ...fields, namespace }, `kafkajs: ${message}`);
}
