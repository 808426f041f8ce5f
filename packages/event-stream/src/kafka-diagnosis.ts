import { probeBroker } from './broker-probe.ts';
import type { KafkaOptions } from './kafka-client.ts';
import { type Approach, mismatch, type Trouble, troubleOf } from './kafka-trouble.ts';

/** Kafka does not let this client do what it must; somebody has to change a setting or a right. */
export class StreamRefusedError extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'StreamRefusedError';
  }
}

/** One of those who speak to Kafka: tells what is wrong, and notes that it once went well. */
export interface Diagnosis {
  worked(): void;
  /** `doing` completes "may not …". Refused before it ever worked, the stream's owner is told first. */
  explain(error: unknown, doing: string): Promise<Trouble>;
}

const probeTimeoutMs = 2_000;

/**
 * Each caller of what it returns diagnoses by itself: a wrong password is a wrong start for whoever never got in, and a
 * passing matter (credentials are being rotated) for whoever did.
 */
export function kafkaDiagnosis(
  options: KafkaOptions,
  refused: (error: StreamRefusedError) => void,
): () => Diagnosis {
  const approach = approachOf(options);
  return () => {
    let everWorked = false;
    return {
      worked() {
        everWorked = true;
      },
      async explain(error, doing) {
        let trouble = troubleOf(error, approach, doing);
        if (trouble.kind === 'unclear' && !everWorked) trouble = (await asked()) ?? trouble;
        if (trouble.kind === 'refused' && !everWorked) refused(new StreamRefusedError(trouble.line));
        return trouble;
      },
    };
  };

  async function asked(): Promise<Trouble | null> {
    const tls = typeof options.ssl === 'object' ? options.ssl : {};
    for (const address of approach.brokers) {
      const manner = await probeBroker(address, tls, probeTimeoutMs);
      if (manner !== null) return mismatch(address, approach, manner);
    }
    return null;
  }
}

function approachOf({ brokers, ssl, sasl }: KafkaOptions): Approach {
  const mechanism = sasl?.mechanism ?? null;
  return {
    brokers,
    tls: ssl !== undefined && ssl !== false,
    clientCertificate: typeof ssl === 'object' && ssl.cert !== undefined,
    mechanism: mechanism === 'oauthbearer' ? 'aws_msk_iam' : mechanism,
    username: sasl !== undefined && 'username' in sasl ? sasl.username : null,
  };
}
