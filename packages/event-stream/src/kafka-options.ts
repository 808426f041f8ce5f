import { readFileSync } from 'node:fs';
import { EnvError } from '@rumo/service';
import type { SASLOptions } from 'kafkajs';
import type { KafkaOptions } from './kafka-client.ts';
import { type KafkaEnv, kafkaSettings, type SaslSettings, type TlsFiles } from './kafka-env.ts';
import { mskToken } from './msk-token.ts';

/**
 * What `kafkaEventStream` needs from the environment; reads the PEM files it names. Throws EnvError when settings do
 * not fit together or a file cannot be read.
 */
export function kafkaOptions(env: KafkaEnv): Pick<KafkaOptions, 'brokers' | 'ssl' | 'sasl'> {
  const { brokers, tls, sasl } = kafkaSettings(env);
  return {
    brokers,
    ssl: tls === null ? false : tlsOptions(tls),
    ...(sasl === null ? {} : { sasl: saslOptions(sasl) }),
  };
}

function tlsOptions({ ca, client }: TlsFiles): Exclude<KafkaOptions['ssl'], undefined> {
  return {
    ...(ca === null ? {} : { ca: readPem('KAFKA_SSL_CA', ca) }),
    ...(client === null
      ? {}
      : {
          cert: readPem('KAFKA_SSL_CERT', client.certificate),
          key: readPem('KAFKA_SSL_KEY', client.key),
        }),
  };
}

function saslOptions(sasl: SaslSettings): SASLOptions {
  if (sasl.mechanism !== 'aws_msk_iam') return sasl;
  return { mechanism: 'oauthbearer', oauthBearerProvider: mskToken(sasl.region) };
}

function readPem(name: string, path: string): string {
  // Not told what it holds: it may be a key.
  if (path.includes('-----BEGIN'))
    throw new EnvError(`${name} holds PEM text; it wants the path of a PEM file`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new EnvError(`${name}=${path} cannot be read: ${(error as Error).message}`);
  }
  if (text.includes('-----BEGIN')) return text;
  throw new EnvError(`${name}=${path} is no PEM file: it has no line that begins with -----BEGIN`);
}
