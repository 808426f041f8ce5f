import { backoffMs } from '@rumo/service';
import type { Kafka, Producer } from 'kafkajs';
import { brokerContact } from './broker-contact.ts';
import type { Publisher } from './event-stream.ts';
import type { StreamLogger } from './kafka-client.ts';
import type { Diagnosis } from './kafka-diagnosis.ts';
import { type OutgoingMessage, outbox } from './outbox.ts';
import { partitionedMessages } from './topic-messages.ts';
import { wait, within } from './wait.ts';

export interface PublisherLimits {
  /** Records kept while they cannot be sent; beyond, the oldest are dropped and counted. */
  readonly maxWaiting: number;
  /** `ready()` waits while this many records are unacknowledged. */
  readonly maxInFlight: number;
  /** How long a record may wait for others to share its batch, ms. */
  readonly lingerMs: number;
}

export const defaultPublisherLimits: PublisherLimits = {
  maxWaiting: 500_000,
  maxInFlight: 10_000,
  lingerMs: 5,
};

const backoff = { firstMs: 100, maxMs: 5_000 };
// Below the 1 MiB a broker takes by default, with room for what the record batches add.
const batchLimits = { maxBatchRecords: 2_500, maxBatchBytes: 700_000 };
const maxRecordBytes = 900_000;

/** Sends batch after batch, each when the one before is acknowledged, and the same one again when it is not. */
export function kafkaPublisher(
  makeClient: () => Kafka,
  diagnosis: Diagnosis,
  metadataMaxAge: number,
  logger: StreamLogger,
  limits: PublisherLimits,
): Publisher {
  const box = outbox({ maxWaiting: limits.maxWaiting, ...batchLimits });
  const contact = brokerContact(Date.now, Number.POSITIVE_INFINITY, 'not yet connected to the broker');
  const partitioned = partitionedMessages();
  const stopping = new AbortController();
  let waiters: { readonly below: number; readonly resolve: () => void }[] = [];
  let wakeUp = () => {};
  let producer: Producer | null = null;
  let dropped = 0;

  const connect = async (): Promise<Producer> => {
    if (producer !== null) return producer;
    const made = makeClient().producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      metadataMaxAge,
      createPartitioner: partitioned.createPartitioner,
      retry: { retries: 2 },
    });
    try {
      await made.connect();
      if (stopping.signal.aborted) throw new Error('stopped while connecting');
    } catch (error) {
      void made.disconnect().catch(() => {});
      throw error;
    }
    producer = made;
    contact.up();
    return made;
  };

  const drop = async (): Promise<void> => {
    const old = producer;
    producer = null;
    await old?.disconnect().catch(() => {});
  };

  const release = () => {
    const { waiting } = box.counts();
    waiters = waiters.filter(({ below, resolve }) => {
      if (waiting >= below && !stopping.signal.aborted) return true;
      resolve();
      return false;
    });
  };

  const untilBelow = (below: number): Promise<void> =>
    box.counts().waiting < below || stopping.signal.aborted
      ? Promise.resolve()
      : new Promise((resolve) => {
          waiters.push({ below, resolve });
        });

  const sayDropped = () => {
    const total = box.counts().dropped;
    if (total === dropped) return;
    logger.warn(
      { dropped: total, maxWaiting: limits.maxWaiting },
      'the broker is away too long: records are dropped',
    );
    dropped = total;
  };

  async function sendAll(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let batch: readonly OutgoingMessage[] | null = null;
      try {
        // Also while there is nothing to send, so that health says how things are and the first record goes quickly.
        const connected = await connect();
        if (box.counts().waiting === 0) {
          await new Promise<void>((resolve) => {
            wakeUp = resolve;
          });
        }
        const full = box.counts().waiting >= batchLimits.maxBatchRecords;
        if (failures === 0 && !full) await wait(limits.lingerMs, stopping.signal);
        batch = box.batch();
        if (batch === null) continue;
        await connected.sendBatch({ acks: -1, timeout: 10_000, topicMessages: partitioned.byTopic(batch) });
        diagnosis.worked();
        if (failures > 0) logger.info({ waiting: box.counts().waiting }, 'publishing again');
        failures = 0;
        contact.up();
        box.acknowledged();
        release();
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        box.failed();
        const problem = `cannot publish: ${(await diagnosis.explain(error, publishing(batch))).line}`;
        if (contact.down(problem)) logger.warn({ waiting: box.counts().waiting }, problem);
        sayDropped();
        // A new producer id forgets what the broker knew of this batch: only for errors the old one cannot outlive.
        const types = errorTypes(error);
        if (types.some((type) => refusals.has(type))) box.refused();
        if (types.some((type) => refusals.has(type) || fatalTypes.has(type))) await drop();
        await wait(backoffMs(failures, backoff, Math.random), stopping.signal);
      }
    }
  }

  const running = sendAll();
  let stopped: Promise<void> | null = null;

  async function stopOnce(timeoutMs: number): Promise<void> {
    await within(timeoutMs, untilBelow(1));
    stopping.abort();
    wakeUp();
    release();
    const left = box.counts().waiting;
    if (left > 0) logger.warn({ left }, 'stopped with records that the broker did not take');
    await within(
      1_000,
      drop().then(() => running),
    );
    box.clear();
  }

  return {
    publish(topic, records) {
      for (const { key, value } of records) {
        // No text has more than three bytes a character.
        const bytes = value.length * 3 > maxRecordBytes ? Buffer.byteLength(value) : 0;
        if (bytes > maxRecordBytes) {
          throw new RangeError(
            `the record of key ${JSON.stringify(key)} has ${bytes} bytes, at most ${maxRecordBytes}`,
          );
        }
      }
      box.add(topic, records);
      wakeUp();
    },
    ready: () => untilBelow(limits.maxInFlight),
    flush: () => untilBelow(1),
    counts: box.counts,
    health: contact.health,
    stop(timeoutMs) {
      stopped ??= stopOnce(timeoutMs);
      return stopped;
    },
  };
}

const fatalTypes = new Set([
  'UNKNOWN_PRODUCER_ID',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'PRODUCER_FENCED',
  'DUPLICATE_SEQUENCE_NUMBER',
]);

const refusals = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);

function errorTypes(error: unknown): string[] {
  const { type, cause } = error as { type?: string; cause?: { type?: string } };
  return [type ?? '', cause?.type ?? ''];
}

function publishing(batch: readonly OutgoingMessage[] | null): string {
  const topics = new Set((batch ?? []).map(({ topic }) => topic));
  return `publish${topics.size === 0 ? '' : ` to topic ${[...topics].join(', ')}`}`;
}
