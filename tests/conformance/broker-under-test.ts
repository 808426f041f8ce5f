import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker } from '../../packages/embedded-kafka/src/index.ts';

export interface BrokerUnderTest {
  readonly host: string;
  readonly port: number;
  /** host:port */
  readonly address: string;
  readonly isEmbedded: boolean;
  stop(): Promise<void>;
}

/** The broker at CONFORMANCE_BROKERS (host:port, such as an Apache Kafka), else an embedded one of its own. */
export async function brokerUnderTest(): Promise<BrokerUnderTest> {
  const given = process.env.CONFORMANCE_BROKERS;
  if (given) {
    const [host, port] = given.split(':');
    return { host, port: Number(port), address: given, isEmbedded: false, stop: async () => undefined };
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'rumo-conformance-'));
  const broker = await startBroker({ host: '127.0.0.1', port: 0, dataDir });
  return {
    host: '127.0.0.1',
    port: broker.port,
    address: broker.address,
    isEmbedded: true,
    async stop() {
      await broker.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Tells the runs on a broker that outlives them apart. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}
