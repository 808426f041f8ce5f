import { createRequire } from 'node:module';
import type { StreamLogger } from './kafka-client.ts';
import { type ProduceFields, produceRequestBytes } from './produce-request-bytes.ts';

interface ProduceArguments extends ProduceFields {
  readonly transactionalId?: string | null;
  readonly compression?: number;
}

interface RequestAndResponse {
  readonly request: { encode(): Promise<unknown> };
}

interface ProduceModule {
  protocol: (options: { readonly version: number }) => (fields: ProduceArguments) => RequestAndResponse;
}

const quickened = Symbol.for('rumo.kafkajs-produce');

/**
 * kafkajs makes an encoder and a headers list for each record it produces, which costs several times what the record
 * itself does. This lets plain records be written straight into one buffer, to the same bytes; all else, and a
 * kafkajs that looks different from what is known here, stays as it is, and the log says so.
 */
export function quickenProduce(logger: StreamLogger): void {
  const produce = produceModule();
  if (produce === null) {
    logger.warn({}, 'kafkajs looks unfamiliar: it encodes records by itself');
    return;
  }
  if (quickened in produce) return;
  const original = produce.protocol;
  Object.assign(produce, {
    [quickened]: true,
    protocol: (options: { readonly version: number }) => {
      const make = original(options);
      if (options.version < 3) return make;
      return (fields: ProduceArguments) => {
        const made = make(fields);
        return isPlain(fields) ? { ...made, request: { ...made.request, encode: encoder(fields) } } : made;
      };
    },
  });
}

/** kafkajs copies `buffer` and looks at `buf` alone to see that it may. */
function encoder(fields: ProduceFields): () => Promise<{ readonly buf: Buffer; readonly buffer: Buffer }> {
  return async () => {
    const bytes = produceRequestBytes(fields, Date.now());
    return { buf: bytes, buffer: bytes };
  };
}

function isPlain({ transactionalId, compression, topicData }: ProduceArguments): boolean {
  if (transactionalId || compression) return false;
  return topicData.every(({ partitions }) =>
    partitions.every(({ messages }) => messages.every(isPlainMessage)),
  );
}

function isPlainMessage(message: object): boolean {
  const { key, value, headers, timestamp } = message as Record<string, unknown>;
  if (typeof key !== 'string' || headers !== undefined || timestamp !== undefined) return false;
  return typeof value === 'string' || Buffer.isBuffer(value);
}

function produceModule(): ProduceModule | null {
  try {
    const module = createRequire(import.meta.url)('kafkajs/src/protocol/requests/produce');
    return typeof module?.protocol === 'function' ? module : null;
  } catch {
    return null;
  }
}
