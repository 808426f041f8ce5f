import { EnvError, envField } from '@rumo/service';
import { z } from 'zod';

/** The env fields of every service that speaks to Kafka; spread them into its own shape. */
export const kafkaEnv = {
  KAFKA_BROKERS: envField.list('127.0.0.1:9092'),
  /** TLS. */
  KAFKA_SSL: envField.flag(false),
  /** PEM files: the authority that signed the brokers' certificates, and this client's own certificate and key. */
  KAFKA_SSL_CA: z.string().optional(),
  KAFKA_SSL_CERT: z.string().optional(),
  KAFKA_SSL_KEY: z.string().optional(),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512', 'aws_msk_iam']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  /** For aws_msk_iam; default: AWS_REGION, else what the brokers' names say. */
  KAFKA_AWS_REGION: z.string().optional(),
  AWS_REGION: z.string().optional(),
};

export type KafkaEnv = z.infer<z.ZodObject<typeof kafkaEnv>>;

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly tls: TlsFiles | null;
  readonly sasl: SaslSettings | null;
}

/** Paths of PEM files; null: Node's own list of authorities, no client certificate. */
export interface TlsFiles {
  readonly ca: string | null;
  readonly client: { readonly certificate: string; readonly key: string } | null;
}

export type SaslSettings =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | { readonly mechanism: 'aws_msk_iam'; readonly region: string };

/** How to reach Kafka by the environment. Throws EnvError with all that does not fit together (D1). */
export function kafkaSettings(env: KafkaEnv): KafkaSettings {
  const problems: string[] = [];
  const settings = { brokers: env.KAFKA_BROKERS, tls: tlsOf(env, problems), sasl: saslOf(env, problems) };
  if (settings.brokers.length === 0)
    problems.push('KAFKA_BROKERS names no broker; it wants host:port,host:port');
  for (const broker of settings.brokers) {
    if (!/^(\[[0-9a-f:.]+\]|[^\s:/@]+):\d{1,5}$/i.test(broker)) {
      problems.push(`KAFKA_BROKERS has ${JSON.stringify(broker)}; it wants host:port,host:port`);
    }
  }
  if (problems.length === 0) return settings;
  throw new EnvError(`The environment is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

function tlsOf(env: KafkaEnv, problems: string[]): TlsFiles | null {
  const { KAFKA_SSL_CA: ca, KAFKA_SSL_CERT: certificate, KAFKA_SSL_KEY: key } = env;
  const unused = Object.entries({ KAFKA_SSL_CA: ca, KAFKA_SSL_CERT: certificate, KAFKA_SSL_KEY: key })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (!env.KAFKA_SSL) {
    if (unused.length > 0) problems.push(`${unused.join(', ')} wants KAFKA_SSL=true`);
    return null;
  }
  if ((certificate === undefined) !== (key === undefined)) {
    problems.push('KAFKA_SSL_CERT and KAFKA_SSL_KEY want each other');
  }
  const client = certificate !== undefined && key !== undefined ? { certificate, key } : null;
  return { ca: ca ?? null, client };
}

function saslOf(env: KafkaEnv, problems: string[]): SaslSettings | null {
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = env;
  if (mechanism === undefined) {
    if (username !== undefined || password !== undefined) {
      problems.push('KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD want KAFKA_SASL_MECHANISM too');
    }
    return null;
  }
  if (mechanism !== 'aws_msk_iam') {
    if (username !== undefined && password !== undefined) return { mechanism, username, password };
    problems.push(`KAFKA_SASL_MECHANISM=${mechanism} wants KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD too`);
    return null;
  }
  if (!env.KAFKA_SSL) problems.push('KAFKA_SASL_MECHANISM=aws_msk_iam wants KAFKA_SSL=true');
  const region = env.KAFKA_AWS_REGION ?? env.AWS_REGION ?? regionOf(env.KAFKA_BROKERS);
  if (region !== null) return { mechanism, region };
  problems.push('KAFKA_SASL_MECHANISM=aws_msk_iam wants KAFKA_AWS_REGION, such as eu-west-1');
  return null;
}

/** Amazon MSK names its brokers b-1.name.id.c2.kafka.REGION.amazonaws.com. */
function regionOf(brokers: readonly string[]): string | null {
  const found = brokers.map(
    (broker) => /\.kafka(?:-serverless)?\.([a-z0-9-]+)\.amazonaws\.com/.exec(broker)?.[1],
  );
  return found.find((region) => region !== undefined) ?? null;
}
