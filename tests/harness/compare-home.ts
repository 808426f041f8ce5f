import { applyMigrations, startEmbeddedPostgres } from '@rumo/database';
import { startBroker } from '@rumo/embedded-kafka';
import { pino } from 'pino';
import { type Comparison, compareWithOracle } from './compare-with-oracle.ts';
import type { RumoHome } from './rumo-process.ts';

/** compareWithOracle on what a stopped Rumo left in its data folder. */
export async function compareHome(home: RumoHome): Promise<Comparison> {
  const broker = await startBroker({
    host: '127.0.0.1',
    port: home.ports.broker,
    dataDir: `${home.dataDir}/broker`,
    logger: pino({ level: 'silent' }),
  });
  const postgres = await startEmbeddedPostgres({ dataDir: home.dataDir, port: home.ports.postgres });
  try {
    await applyMigrations(postgres.url);
    return await compareWithOracle({ brokers: broker.address, databaseUrl: postgres.url });
  } finally {
    await postgres.stop();
    await broker.close();
  }
}
