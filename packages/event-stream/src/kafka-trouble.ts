/** How this process tries to reach Kafka, as far as it helps to say what is wrong. Holds no secret. */
export interface Approach {
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly clientCertificate: boolean;
  /** As KAFKA_SASL_MECHANISM has it; null: no SASL. */
  readonly mechanism: string | null;
  readonly username: string | null;
}

/**
 * What is wrong, in one line that says what was got and what to do.
 * `refused`: asking again will not help before somebody changes a setting or a right. `away`: it may pass by itself.
 * `unclear`: a connection that was cut, as one in the wrong protocol is too; the broker can be asked.
 */
export interface Trouble {
  readonly kind: 'refused' | 'away' | 'unclear';
  readonly line: string;
}

/** How a broker's port wants to be spoken to. `mechanisms` null: without SASL. */
export interface Manner {
  readonly tls: boolean;
  readonly mechanisms: readonly string[] | null;
}

/** The part of kafkajs's, Node's and our own errors that tells them apart. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly broker: string | null;
}

/** Puts an error of kafkajs into words. `doing` completes "may not …", such as "publish to ride-events". */
export function troubleOf(error: unknown, approach: Approach, doing: string): Trouble {
  const failure = innermost(error);
  return (
    authentication(failure, approach) ??
    authorisation(failure, approach, doing) ??
    certificate(failure, approach) ??
    network(failure) ?? { kind: 'away', line: oneLine(failure.message) }
  );
}

/** What a cut connection or a refused mechanism means, once the broker has told how it wants to be spoken to. */
export function mismatch(address: string, approach: Approach, manner: Manner): Trouble | null {
  const refused = (line: string): Trouble => ({ kind: 'refused', line });
  if (approach.tls && !manner.tls) {
    return refused(
      `${address} speaks without TLS: set KAFKA_SSL=false, or name its TLS port in KAFKA_BROKERS`,
    );
  }
  if (!approach.tls && manner.tls) {
    return refused(`${address} speaks TLS: set KAFKA_SSL=true, or name its plain port in KAFKA_BROKERS`);
  }
  const { mechanisms } = manner;
  if (mechanisms === null) return approach.mechanism === null ? null : refused(noSasl(address));
  const offered = mechanisms.join(', ') || 'none that Rumo knows';
  if (approach.mechanism === null) {
    return refused(`${address} wants SASL: set KAFKA_SASL_MECHANISM to one it offers (${offered})`);
  }
  if (mechanisms.includes(wireName(approach.mechanism))) return null;
  return refused(
    `${address} does not take KAFKA_SASL_MECHANISM=${approach.mechanism}: set one it offers (${offered})`,
  );
}

const wireName = (mechanism: string) =>
  mechanism === 'aws_msk_iam' ? 'OAUTHBEARER' : mechanism.toUpperCase();

const noSasl = (who: string) =>
  `${who} takes no SASL: unset KAFKA_SASL_MECHANISM, or name a port with SASL in KAFKA_BROKERS`;

/** kafkajs wraps: the last cause, or the first of several errors, is what happened. */
function innermost(error: unknown): Failure {
  const { cause, errors } = (error ?? {}) as { cause?: unknown; errors?: readonly unknown[] };
  if (errors !== undefined && errors.length > 0) return innermost(errors[0]);
  if (cause instanceof Error) return innermost(cause);
  const { name, message, type, code, broker } = error as Partial<Failure>;
  return {
    name: name ?? '',
    message: message ?? String(error),
    type: type ?? '',
    code: typeof code === 'string' ? code : '',
    broker: broker ?? null,
  };
}

function authentication(failure: Failure, approach: Approach): Trouble | null {
  const { name, type, message } = failure;
  if (name === 'MskTokenError') return { kind: 'refused', line: message };
  if (type === 'ILLEGAL_SASL_STATE') return { kind: 'refused', line: noSasl('the broker') };
  if (type === 'UNSUPPORTED_SASL_MECHANISM' || /mechanism is not supported/.test(message)) {
    return { kind: 'unclear', line: `the broker does not take KAFKA_SASL_MECHANISM=${approach.mechanism}` };
  }
  if (name !== 'KafkaJSSASLAuthenticationError' && type !== 'SASL_AUTHENTICATION_FAILED') return null;
  const said = oneLine(message.replace(/^SASL [A-Z0-9 ]+ authentication failed: /, ''));
  const { mechanism, username } = approach;
  const line =
    mechanism === 'aws_msk_iam'
      ? `the broker refuses the AWS credentials (${said}): allow them kafka-cluster:Connect, and see that the region is right`
      : `the broker refuses user ${JSON.stringify(username)} with ${mechanism} (${said}): ` +
        'check KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD';
  return { kind: 'refused', line };
}

const rights: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: 'the topic',
  GROUP_AUTHORIZATION_FAILED: 'the consumer group',
  CLUSTER_AUTHORIZATION_FAILED: 'the cluster',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'the cluster',
};
const wrongTopic = new Set([
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_PARTITIONS',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
]);

function authorisation({ type, message }: Failure, { username }: Approach, doing: string): Trouble | null {
  if (wrongTopic.has(type))
    return { kind: 'refused', line: `the broker does not let us ${doing}: ${oneLine(message)}` };
  const on = rights[type];
  if (on === undefined) return null;
  const who = username === null ? 'this client' : `user ${JSON.stringify(username)}`;
  return { kind: 'refused', line: `${who} may not ${doing}: give it the right on ${on} (${type})` };
}

const unknownAuthority = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

function certificate({ code, message, broker }: Failure, approach: Approach): Trouble | null {
  const whose = `the certificate of ${broker ?? 'the broker'}`;
  const refused = (line: string): Trouble => ({ kind: 'refused', line });
  if (unknownAuthority.has(code)) {
    return refused(
      `${whose} is signed by an authority unknown here (${code}): set KAFKA_SSL_CA to that authority's PEM file`,
    );
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return refused(`${whose} is out of its time (${code}): renew it, or set this machine's clock right`);
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = /altnames: (.*)$/s.exec(message)?.[1] ?? message;
    return refused(
      `${whose} is for another name (${oneLine(names)}): call the broker by the name in its certificate`,
    );
  }
  if (/^ERR_SSL_.*ALERT/.test(code)) {
    const todo = approach.clientCertificate
      ? 'check KAFKA_SSL_CERT and KAFKA_SSL_KEY'
      : 'it may want a client certificate: set KAFKA_SSL_CERT and KAFKA_SSL_KEY';
    return refused(`${broker ?? 'the broker'} ended the TLS handshake (${code}): ${todo}`);
  }
  if (/^ERR_(OSSL|SSL)_/.test(code) && !code.includes('WRONG_VERSION')) {
    return refused(`TLS cannot be set up (${code}): check KAFKA_SSL_CA, KAFKA_SSL_CERT and KAFKA_SSL_KEY`);
  }
  return null;
}

function network({ name, code, message, broker }: Failure): Trouble | null {
  const where = broker ?? 'the broker';
  const host = where.replace(/:\d+$/, '');
  switch (code) {
    case 'ENOTFOUND':
      return { kind: 'away', line: `no machine is known by the name ${host}: check KAFKA_BROKERS` };
    case 'EAI_AGAIN':
      return { kind: 'away', line: `the name ${host} cannot be looked up: the name server does not answer` };
    case 'ECONNREFUSED':
      return { kind: 'away', line: `nothing listens at ${where}` };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { kind: 'away', line: `${where} cannot be reached (${code})` };
  }
  if (message === 'Connection timeout') return { kind: 'away', line: `${where} does not answer` };
  const cut =
    name === 'KafkaJSConnectionClosedError' ||
    ['ECONNRESET', 'EPIPE', 'EPROTO'].includes(code) ||
    code.includes('WRONG_VERSION');
  return cut ? { kind: 'unclear', line: `${where} cut the connection` } : null;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}
