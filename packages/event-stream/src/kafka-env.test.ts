import { parseEnv } from '@rumo/service';
import { expect, test } from 'vitest';
import { kafkaEnv, kafkaOptions } from './kafka-env.ts';

const options = (env: Record<string, string>) => kafkaOptions(parseEnv(kafkaEnv, env));

test('without anything set it is the broker of this machine', () => {
  expect(options({})).toEqual({ brokers: ['127.0.0.1:9092'], ssl: false });
});

test('brokers, TLS and SASL are read', () => {
  const env = { KAFKA_BROKERS: 'a:1, b:2', KAFKA_SSL: 'true', KAFKA_SASL_MECHANISM: 'scram-sha-512' };
  expect(options({ ...env, KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' })).toEqual({
    brokers: ['a:1', 'b:2'],
    ssl: true,
    sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
  });
});

test('D1 an unknown mechanism, one without a password, and no broker at all are refused', () => {
  expect(() => options({ KAFKA_SASL_MECHANISM: 'magic' })).toThrow(/KAFKA_SASL_MECHANISM="magic"/);
  expect(() => options({ KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u' })).toThrow(
    /KAFKA_SASL_PASSWORD/,
  );
  expect(() => options({ KAFKA_BROKERS: ' , ' })).toThrow(/KAFKA_BROKERS/);
});
