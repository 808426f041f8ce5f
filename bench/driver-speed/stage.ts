import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations, type Database, openDatabase } from '@rumo/database';
import { standIn, startEmbeddedPostgres } from '@rumo/database/embedded-postgres';
import { freePorts } from '../../tests/harness/free-ports.ts';
import { cpuSecondsOf, processTree, statFields } from '../../tests/harness/process-tree.ts';
import { startApacheBroker } from '../../tests/harness/running-broker.ts';
import { cpuSeconds } from '../broker/process-use.ts';
import { releaseJvm } from '../broker/release-jvm.ts';

/** Apache Kafka and the embedded PostgreSQL, each in a process of its own. */
export interface Stage {
  readonly folder: string;
  readonly brokers: string;
  readonly brokerPort: number;
  readonly databaseUrl: string;
  readonly database: Database;
  brokerCpuS(): number;
  /** With that of the connections that have ended. */
  postgresCpuS(): Promise<number>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'rumo-bench-'));
  const [brokerPort, postgresPort] = await freePorts(2);
  const broker = await startApacheBroker(join(folder, 'kafka'), brokerPort, { jvm: releaseJvm });
  const postgres = await startEmbeddedPostgres({ dataDir: folder, port: postgresPort });
  await applyMigrations(postgres.url);
  const database = openDatabase(postgres.url, { poolSize: 1 });
  return {
    folder,
    brokers: `127.0.0.1:${brokerPort}`,
    brokerPort,
    databaseUrl: postgres.url,
    database,
    brokerCpuS: () => cpuSeconds(broker.pid),
    async postgresCpuS() {
      const fields = statFields(await readFile(`/proc/${postgres.pid}/stat`, 'utf8'));
      const running = await processTree(postgres.pid);
      return running.reduce((sum, { cpuS }) => sum + cpuS, cpuSecondsOf(fields.slice(2)));
    },
    async close() {
      await database.$disconnect();
      await broker.end('SIGKILL');
      await postgres.stop();
      for (const it of [folder, standIn(folder)]) rmSync(it, { recursive: true, force: true });
    },
  };
}
