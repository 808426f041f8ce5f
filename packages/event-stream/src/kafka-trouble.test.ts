import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { type Approach, mismatch, troubleOf } from './kafka-trouble.ts';
import { MskTokenError } from './msk-token.ts';

// Most of them are not among kafkajs's public types.
const kafkajs: Readonly<Record<string, new (...args: unknown[]) => Error>> = createRequire(import.meta.url)(
  'kafkajs/src/errors',
);

const approach: Approach = {
  brokers: ['kafka:9093'],
  tls: true,
  clientCertificate: false,
  mechanism: 'scram-sha-512',
  username: 'rumo',
};
const trouble = (error: unknown, from = approach) => troubleOf(error, from, 'make topic rides');

/** As kafkajs hands over what its own retries did not cure. */
const retried = (cause: Error) =>
  new kafkajs.KafkaJSNumberOfRetriesExceeded(cause, {
    retryCount: 3,
    retryTime: 300,
  });
const connection = (code: string, message: string) =>
  retried(new kafkajs.KafkaJSConnectionError(`Connection error: ${message}`, { broker: 'kafka:9093', code }));
const protocol = (type: string, message: string) =>
  new kafkajs.KafkaJSProtocolError({ type, message, code: 1, retriable: false });

test.each([
  [
    new kafkajs.KafkaJSSASLAuthenticationError(
      'SASL SCRAM SHA512 authentication failed: Authentication failed due to invalid credentials',
    ),
    'the broker refuses user "rumo" with scram-sha-512 (Authentication failed due to invalid credentials): ' +
      'check KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
  ],
  [
    connection('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'),
    'the certificate of kafka:9093 is signed by an authority unknown here (UNABLE_TO_VERIFY_LEAF_SIGNATURE): ' +
      "set KAFKA_SSL_CA to that authority's PEM file",
  ],
  [
    connection('CERT_HAS_EXPIRED', 'certificate has expired'),
    "the certificate of kafka:9093 is out of its time (CERT_HAS_EXPIRED): renew it, or set this machine's clock right",
  ],
  [
    connection(
      'ERR_TLS_CERT_ALTNAME_INVALID',
      "Hostname/IP does not match certificate's altnames: Host: kafka. is not in the cert's altnames: DNS:other",
    ),
    'the certificate of kafka:9093 is for another name ' +
      "(Host: kafka. is not in the cert's altnames: DNS:other): call the broker by the name in its certificate",
  ],
  [
    connection(
      'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
      'sslv3 alert bad certificate:../deps:SSL alert number 42\n',
    ),
    'kafka:9093 ended the TLS handshake (ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE): ' +
      'it may want a client certificate: set KAFKA_SSL_CERT and KAFKA_SSL_KEY',
  ],
  [
    protocol('ILLEGAL_SASL_STATE', 'Request is not valid given the current SASL state'),
    'the broker takes no SASL: unset KAFKA_SASL_MECHANISM, or name a port with SASL in KAFKA_BROKERS',
  ],
  [
    new kafkajs.KafkaJSAggregateError('Topic creation errors', [
      new kafkajs.KafkaJSCreateTopicError(protocol('TOPIC_AUTHORIZATION_FAILED', 'Not authorized'), 'rides'),
    ]),
    'user "rumo" may not make topic rides: give it the right on the topic (TOPIC_AUTHORIZATION_FAILED)',
  ],
  [
    protocol('GROUP_AUTHORIZATION_FAILED', 'Not authorized to access group'),
    'user "rumo" may not make topic rides: give it the right on the consumer group (GROUP_AUTHORIZATION_FAILED)',
  ],
  [
    protocol('INVALID_REPLICATION_FACTOR', 'Replication-factor is invalid'),
    'the broker does not let us make topic rides: Replication-factor is invalid',
  ],
  [new MskTokenError('no AWS credentials'), 'no AWS credentials'],
])('what asking again will not cure is refused: %s', (error, line) => {
  expect(trouble(error)).toEqual({ kind: 'refused', line });
});

test.each([
  [
    connection('ENOTFOUND', 'getaddrinfo ENOTFOUND kafka'),
    'no machine is known by the name kafka: check KAFKA_BROKERS',
  ],
  [connection('ECONNREFUSED', 'connect ECONNREFUSED'), 'nothing listens at kafka:9093'],
  [connection('EHOSTUNREACH', 'connect'), 'kafka:9093 cannot be reached (EHOSTUNREACH)'],
  [
    new kafkajs.KafkaJSConnectionError('Connection timeout', { broker: 'kafka:9093' }),
    'kafka:9093 does not answer',
  ],
  [new Error('two\nlines.'), 'two lines'],
])('what may pass by itself is no refusal: %s', (error, line) => {
  expect(trouble(error)).toEqual({ kind: 'away', line });
});

test.each([
  connection('ECONNRESET', 'Client network socket disconnected before secure TLS connection was established'),
  retried(new kafkajs.KafkaJSConnectionClosedError('Closed connection', { host: 'kafka', port: 9093 })),
])('a connection that was cut is unclear: %s', (error) => {
  expect(trouble(error)).toEqual({ kind: 'unclear', line: 'kafka:9093 cut the connection' });
});

test('Amazon MSK is told apart by its credentials', () => {
  const error = new kafkajs.KafkaJSSASLAuthenticationError(
    'SASL OAUTHBEARER authentication failed: [b1c9]: Access denied',
  );
  const { line } = trouble(error, { ...approach, mechanism: 'aws_msk_iam', username: null });
  expect(line).toMatch(
    /^the broker refuses the AWS credentials \(\[b1c9\]: Access denied\): allow them kafka-/,
  );
});

test.each([
  [{ tls: true }, { tls: false, mechanisms: null }, /^kafka:9093 speaks without TLS: set KAFKA_SSL=false/],
  [{ tls: false }, { tls: true, mechanisms: null }, /^kafka:9093 speaks TLS: set KAFKA_SSL=true/],
  [{ mechanism: null }, { tls: true, mechanisms: ['PLAIN'] }, /wants SASL: set .* it offers \(PLAIN\)/],
  [{}, { tls: true, mechanisms: null }, /takes no SASL/],
  [
    {},
    { tls: true, mechanisms: ['PLAIN', 'SCRAM-SHA-256'] },
    /scram-sha-512: set one it offers \(PLAIN, SCRAM/,
  ],
])('%o against %o is a setting to change', (from, manner, line) => {
  expect(mismatch('kafka:9093', { ...approach, ...from }, manner)).toEqual({
    kind: 'refused',
    line: expect.stringMatching(line),
  });
});

test.each([
  [{}, { tls: true, mechanisms: ['SCRAM-SHA-512'] }],
  [{ mechanism: null }, { tls: true, mechanisms: null }],
  [{ mechanism: 'aws_msk_iam' }, { tls: true, mechanisms: ['OAUTHBEARER'] }],
])('%o against %o fits: the cut had another cause', (from, manner) => {
  expect(mismatch('kafka:9093', { ...approach, ...from }, manner)).toBeNull();
});
