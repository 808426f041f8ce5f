import { parseEnv } from '@rumo/service';
import { expect, test } from 'vitest';
import { kafkaEnv, kafkaSettings } from './kafka-env.ts';

const settings = (env: Record<string, string>) => kafkaSettings(parseEnv(kafkaEnv, env));

test('without anything set it is the broker of this machine', () => {
  expect(settings({})).toEqual({ brokers: ['127.0.0.1:9092'], tls: null, sasl: null });
});

test('brokers, TLS and SASL are read', () => {
  const env = { KAFKA_BROKERS: 'a:1, b:2', KAFKA_SSL: 'true', KAFKA_SASL_MECHANISM: 'scram-sha-512' };
  expect(settings({ ...env, KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' })).toEqual({
    brokers: ['a:1', 'b:2'],
    tls: { ca: null, client: null },
    sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
  });
});

test('an authority and a client certificate of its own are read', () => {
  const env = { KAFKA_SSL: '1', KAFKA_SSL_CA: 'ca.pem', KAFKA_SSL_CERT: 'c.pem', KAFKA_SSL_KEY: 'k.pem' };
  const client = { certificate: 'c.pem', key: 'k.pem' };
  expect(settings(env).tls).toEqual({ ca: 'ca.pem', client });
});

test.each([
  [{ KAFKA_AWS_REGION: 'eu-west-1', AWS_REGION: 'us-east-1' }, 'eu-west-1'],
  [{ AWS_REGION: 'us-east-1' }, 'us-east-1'],
  [{ KAFKA_BROKERS: 'b-1.fleet.x1y2z3.c4.kafka.sa-east-1.amazonaws.com:9098' }, 'sa-east-1'],
  [{ KAFKA_BROKERS: 'boot-a1b2.c1.kafka-serverless.eu-north-1.amazonaws.com:9098' }, 'eu-north-1'],
])('the region of Amazon MSK is found in %o', (env, region) => {
  const msk = { KAFKA_SSL: 'true', KAFKA_SASL_MECHANISM: 'aws_msk_iam' };
  expect(settings({ ...msk, ...env }).sasl).toEqual({ mechanism: 'aws_msk_iam', region });
});

test.each([
  [{ KAFKA_SASL_MECHANISM: 'magic' }, /KAFKA_SASL_MECHANISM="magic"/],
  [
    { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u' },
    /plain wants KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD/,
  ],
  [{ KAFKA_SASL_USERNAME: 'u' }, /want KAFKA_SASL_MECHANISM too/],
  [{ KAFKA_BROKERS: ' , ' }, /KAFKA_BROKERS names no broker/],
  [{ KAFKA_BROKERS: 'kafka-1,kafka-2:9092' }, /KAFKA_BROKERS has "kafka-1"; it wants host:port/],
  [{ KAFKA_SSL_CA: 'ca.pem', KAFKA_SSL_KEY: 'k' }, /KAFKA_SSL_CA, KAFKA_SSL_KEY wants KAFKA_SSL=true/],
  [{ KAFKA_SSL: 'true', KAFKA_SSL_CERT: 'c.pem' }, /KAFKA_SSL_CERT and KAFKA_SSL_KEY want each other/],
  [{ KAFKA_SASL_MECHANISM: 'aws_msk_iam' }, /wants KAFKA_SSL=true[\s\S]*wants KAFKA_AWS_REGION/],
])('D1 %o is refused with what it wants', (env, message) => {
  expect(() => settings(env)).toThrow(message);
});
