import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { StreamRecord } from './event-stream.ts';
import { FetchedRecord } from './fetched-record.ts';
import type { FetchedBatch } from './partition-reading.ts';

/** How long records may be handed over before the event loop turns, ms. */
const turnMs = 20;

/** kafkajs's batch as the reading wants it. */
export function fetchedBatch({ batch, resolveOffset, heartbeat }: EachBatchPayload): FetchedBatch {
  const { messages } = batch;
  let turnedMs = performance.now();
  return {
    // Not in kafkajs's types; a test holds it to be there.
    fetchedFrom: (batch as typeof batch & { readonly fetchedOffset: string }).fetchedOffset,
    count: messages.length,
    last: batch.lastOffset(),
    endOfLog: batch.highWatermark,
    slice: (from, to) => streamRecords(messages, from, to),
    resolve: resolveOffset,
    async breathe() {
      if (performance.now() - turnedMs < turnMs) return;
      await new Promise((resolve) => setImmediate(resolve));
      // Sends one only when heartbeatInterval has passed.
      await heartbeat();
      turnedMs = performance.now();
    },
  };
}

export function streamRecords(messages: readonly KafkaMessage[], from: number, to: number): StreamRecord[] {
  const records: StreamRecord[] = new Array(to - from);
  for (let i = from; i < to; i += 1) records[i - from] = streamRecord(messages[i]);
  return records;
}

function streamRecord(message: KafkaMessage): StreamRecord {
  if (message instanceof FetchedRecord) return message;
  const { offset, timestamp, key, value } = message;
  return { position: offset, arrivalMs: Number(timestamp), key, value };
}
