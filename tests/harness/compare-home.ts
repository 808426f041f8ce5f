import { applyMigrations, startEmbeddedPostgres } from '@rumo/database';
import { startBroker } from '@rumo/embedded-kafka';
import { pino } from 'pino';
import { type Comparison, compareWithOracle } from './compare-with-oracle.ts';
import type { RumoHome } from './rumo-process.ts';

/** compareWithOracle on what a stopped Rumo left in its data folder. */
export async function compareHome(home: RumoHome): Promise<Comparison> {
  const broker = home.broker === null ? await startOwnBroker(home) : null;
  const postgres = await startEmbeddedPostgres({ dataDir: home.dataDir, port: home.ports.postgres });
  const brokers = `127.0.0.1:${home.ports.broker}`;
  try {
    await applyMigrations(postgres.url);
    return await compareWithOracle({ brokers, databaseUrl: postgres.url });
  } finally {
    await postgres.stop();
    await broker?.close();
  }
}

function startOwnBroker({ dataDir, ports }: RumoHome) {
  return startBroker({
    host: '127.0.0.1',
    port: ports.broker,
    dataDir: `${dataDir}/broker`,
    logger: pino({ level: 'silent' }),
  });
}
