import { envField } from '@rumo/service';
import { z } from 'zod';
import type { KafkaOptions } from './kafka-client.ts';

/** The env fields of every service that speaks to Kafka; spread them into its own shape. */
export const kafkaEnv = {
  KAFKA_BROKERS: envField.list('127.0.0.1:9092'),
  KAFKA_SSL: envField.flag(false),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
};

export type KafkaEnv = z.infer<z.ZodObject<typeof kafkaEnv>>;

/** What `kafkaEventStream` needs from the environment. Throws when a mechanism has no user name or password. */
export function kafkaOptions(env: KafkaEnv): Pick<KafkaOptions, 'brokers' | 'ssl' | 'sasl'> {
  const {
    KAFKA_BROKERS: brokers,
    KAFKA_SSL: ssl,
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = env;
  if (brokers.length === 0) throw new Error('KAFKA_BROKERS names no broker; it wants host:port, host:port');
  if (mechanism === undefined) return { brokers, ssl };
  if (username === undefined || password === undefined) {
    throw new Error(
      `KAFKA_SASL_MECHANISM=${mechanism} wants KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD too`,
    );
  }
  return { brokers, ssl, sasl: { mechanism, username, password } };
}
