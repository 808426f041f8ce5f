import { rm } from 'node:fs/promises';
import { leftOutWithoutJava } from '../apache-kafka/java.ts';
import { type RunningBroker, startApacheBroker, startEmbeddedBroker } from './running-broker.ts';

export type BrokerKind = 'embedded broker' | 'Apache Kafka';

/** What the whole product is tested on; without Java the embedded broker alone. */
export const brokersUnderTest: readonly BrokerKind[] = leftOutWithoutJava()
  ? ['embedded broker']
  : ['embedded broker', 'Apache Kafka'];

/** For tests whose minutes on Apache Kafka are spent with RUMO_FULL=1 alone. */
export const brokersByDefault: readonly BrokerKind[] =
  process.env.RUMO_FULL === '1' ? brokersUnderTest : ['embedded broker'];

/** A broker in a process of its own, whose end and next start are in the test's hands. */
export interface BrokerProcess {
  /** host:port */
  readonly address: string;
  /** Resolves when it serves; goes on with the log that is there. */
  start(): Promise<void>;
  /** SIGTERM lets it finish what it does, SIGKILL does not. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** While it is not running: what it kept is gone, and the next start begins an empty log. */
  forget(): Promise<void>;
}

export interface BrokerPlace {
  readonly dataDir: string;
  readonly port: number;
}

export function brokerProcess(kind: BrokerKind, { dataDir, port }: BrokerPlace): BrokerProcess {
  const launch = kind === 'Apache Kafka' ? startApacheBroker : startEmbeddedBroker;
  let running: RunningBroker | null = null;
  return {
    address: `127.0.0.1:${port}`,
    async start() {
      running = await launch(dataDir, port);
    },
    async end(signal) {
      await running?.end(signal);
      running = null;
    },
    forget: () => rm(dataDir, { recursive: true, force: true }),
  };
}
