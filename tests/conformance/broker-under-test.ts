import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { startBroker } from '../../packages/embedded-kafka/src/index.ts';
import { startApacheKafka } from '../apache-kafka/apache-kafka.ts';
import { apacheKafkaVersion } from '../apache-kafka/java.ts';
import { freePorts } from '../harness/free-ports.ts';

/** What tests ask; it serves from `start` to `stop`. */
export interface BrokerUnderTest {
  readonly name: string;
  readonly isEmbedded: boolean;
  /** Whether this machine lacks what the broker needs. */
  readonly isLeftOut: boolean;
  readonly host: string;
  readonly port: number;
  /** host:port */
  readonly address: string;
  /** The folder with a folder for each partition; null when it is not on this machine. */
  readonly logDir: string | null;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The embedded broker and Apache Kafka; instead of them the one at CONFORMANCE_BROKERS (host:port), when given. */
export async function brokersUnderTest(isJavaMissing: boolean): Promise<readonly BrokerUnderTest[]> {
  const given = process.env.CONFORMANCE_BROKERS;
  if (given) {
    const [host, port] = given.split(':');
    return [
      {
        name: given,
        isEmbedded: false,
        isLeftOut: false,
        ...place(host, Number(port)),
        logDir: null,
        start: async () => undefined,
        stop: () => deleteNamed(given),
      },
    ];
  }
  const [embeddedPort, apachePort] = await freePorts(2);
  return [
    ownBroker('the embedded broker', true, false, embeddedPort, '.', async (dataDir, port) => {
      const broker = await startBroker({ host: '127.0.0.1', port, dataDir });
      return () => broker.close();
    }),
    ownBroker(
      `Apache Kafka ${apacheKafkaVersion}`,
      false,
      isJavaMissing,
      apachePort,
      'log',
      async (dataDir, port) => {
        const broker = await startApacheKafka({ dataDir, port });
        return () => broker.stop();
      },
    ),
  ];
}

/** A broker on a folder of its own, which goes with it. `run` starts it and resolves with what ends it. */
function ownBroker(
  name: string,
  isEmbedded: boolean,
  isLeftOut: boolean,
  port: number,
  logFolder: string,
  run: (dataDir: string, port: number) => Promise<() => Promise<void>>,
): BrokerUnderTest {
  const dataDir = join(tmpdir(), `rumo-conformance-${port}-${process.pid}`);
  let end: () => Promise<void> = async () => undefined;
  return {
    name,
    isEmbedded,
    isLeftOut,
    ...place('127.0.0.1', port),
    logDir: join(dataDir, logFolder),
    async start() {
      mkdirSync(dataDir, { recursive: true });
      end = await run(dataDir, port);
    },
    async stop() {
      await end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function place(host: string, port: number) {
  return { host, port, address: `${host}:${port}` };
}

const names = new Set<string>();

/** Tells the runs on a broker that outlives them apart; topics of such a name go when the tests end. */
export function uniqueName(prefix: string): string {
  const name = `${prefix}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  names.add(name);
  return name;
}

async function deleteNamed(address: string): Promise<void> {
  const admin = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => names.has(topic));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  await admin.disconnect();
}
