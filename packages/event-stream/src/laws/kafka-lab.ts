import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker } from '@rumo/embedded-kafka';
import type { EventStream } from '../event-stream.ts';
import { kafkaClient, type StreamLogger } from '../kafka-client.ts';
import { type KafkaEventStreamOptions, kafkaEventStream } from '../kafka-event-stream.ts';
import type { StreamLab } from './stream-laws.ts';

export interface KafkaLab extends StreamLab {
  readonly brokers: readonly string[];
  stream(options?: Partial<KafkaEventStreamOptions>): EventStream;
  /** The lines of the adapter's log, debug lines apart. */
  readonly lines: string[];
  /** Null when the tests run against a broker of somebody else's. */
  readonly broker: BrokerSwitch | null;
  admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>;
}

export interface BrokerSwitch {
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Kafka to test against: the embedded broker, or the brokers of STREAM_TEST_BROKERS. */
export async function kafkaLab(): Promise<KafkaLab> {
  const lines: string[] = [];
  const line = (level: string) => (_: object, message: string) => lines.push(`${level} ${message}`);
  const logger: StreamLogger = { debug() {}, info: line('info'), warn: line('warn'), error: line('error') };
  const given = process.env.STREAM_TEST_BROKERS;
  const { address, broker, discard } = given === undefined ? await embedded() : external(given);
  const brokers = address.split(',');
  const admin = kafkaClient({ brokers, clientId: 'lab', logger }).admin();
  await admin.connect();
  return {
    brokers,
    lines,
    broker,
    admin,
    stream: (options = {}) => kafkaEventStream({ brokers, clientId: 'laws', logger, ...options }),
    async truncateBefore(topic, partition, offset) {
      // kafkajs deletes only where it has loaded the metadata.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset }] });
    },
    async close() {
      await admin.disconnect();
      await discard();
    },
  };
}

function external(address: string) {
  return { address, broker: null, discard: async () => {} };
}

async function embedded() {
  const dataDir = await mkdtemp(join(tmpdir(), 'rumo-stream-'));
  let running = await startBroker({ host: '127.0.0.1', port: 0, dataDir });
  const { port, address } = running;
  const broker: BrokerSwitch = {
    stop: () => running.close(),
    async start() {
      running = await startBroker({ host: '127.0.0.1', port, dataDir });
    },
  };
  return {
    address,
    broker,
    async discard() {
      await running.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
