import { createRequire } from 'node:module';
import { readFetchResponse } from './fetch-response.ts';
import type { StreamLogger } from './kafka-client.ts';

interface ResponseProtocol {
  decode(raw: Buffer): Promise<unknown>;
}

const quickened = Symbol.for('rumo.kafkajs-fetch-decoder');

/**
 * kafkajs decodes a record in a dozen steps and as many objects, which is half of what reading costs. This decodes the
 * usual response in one go and leaves every other one to kafkajs. Where kafkajs looks different from what is known
 * here, it stays as it is and the log says so.
 */
export function quickenFetchDecoder(logger: StreamLogger): void {
  const protocol = fetchResponseProtocol();
  if (protocol === null) {
    logger.warn({}, 'kafkajs looks unfamiliar: it decodes records in its own way');
    return;
  }
  if (quickened in protocol) return;
  const original = protocol.decode;
  Object.assign(protocol, {
    [quickened]: true,
    decode: async (raw: Buffer) => readFetchResponse(raw) ?? original(raw),
  });
}

/** Version 11, which every Kafka since 2.3 speaks; kafkajs knows no later one. */
function fetchResponseProtocol(): ResponseProtocol | null {
  try {
    const protocol = createRequire(import.meta.url)('kafkajs/src/protocol/requests/fetch/v11/response');
    return typeof protocol?.decode === 'function' ? protocol : null;
  } catch {
    return null;
  }
}
