import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations, type Database, openDatabase } from '@rumo/database';
import {
  type EmbeddedPostgres,
  embeddedDatabaseUrl,
  standIn,
  startEmbeddedPostgres,
} from '@rumo/database/embedded-postgres';
import { isProcessAlive } from '@rumo/service/process-alive';
import { type BrokerKind, type BrokerProcess, brokerProcess } from './broker-process.ts';
import type { RumoStores } from './compare-with-oracle.ts';
import { freePorts } from './free-ports.ts';
import { type NodeProcess, root, startNode } from './node-process.ts';
import { until } from './until.ts';

export type App = 'simulator' | 'live-map' | 'driver-speed';

/** One process of one of the services; several may be of the same one. */
export interface Service extends NodeProcess {
  readonly port: number;
  /** GET /status. */
  status(): Promise<unknown>;
  /** What /readyz says is in the way; null when it is ready. */
  problem(): Promise<string | null>;
  /** Resolves when it is ready to do its work. */
  untilReady(): Promise<void>;
}

/** A broker and a database to play on, without the runner: services come and go as the test says. */
export interface Stage extends RumoStores {
  readonly broker: BrokerProcess;
  readonly database: Database;
  readonly postgres: { kill(): Promise<void>; start(): Promise<void> };
  start(app: App, env?: Readonly<Record<string, string>>): Promise<Service>;
  /** Ends whatever still runs, and removes what it left. */
  close(): Promise<void>;
}

export async function openStage(kind: BrokerKind): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rumo-stage-'));
  const [brokerPort, postgresPort] = await freePorts(2);
  const broker = brokerProcess(kind, { dataDir: join(dataDir, 'broker'), port: brokerPort });
  const services: Service[] = [];
  const startPostgres = () => startEmbeddedPostgres({ dataDir, port: postgresPort });
  const databaseUrl = await embeddedDatabaseUrl(dataDir, postgresPort);
  const database = openDatabase(databaseUrl, { poolSize: 1 });
  let postgres: EmbeddedPostgres | null = null;

  async function close(): Promise<void> {
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await database.$disconnect();
    await broker.end('SIGKILL');
    await postgres?.stop();
    for (const folder of [dataDir, standIn(dataDir)]) await rm(folder, { recursive: true, force: true });
  }

  const starts = await Promise.allSettled([
    broker.start(),
    startPostgres().then((started) => {
      postgres = started;
      return applyMigrations(databaseUrl);
    }),
  ]);
  const failed = starts.find((it) => it.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return {
    broker,
    brokers: broker.address,
    database,
    databaseUrl,
    postgres: {
      async kill() {
        const { pid } = postgres as EmbeddedPostgres;
        process.kill(pid, 'SIGKILL');
        await until('PostgreSQL is gone', () => !isProcessAlive(pid));
      },
      async start() {
        // What the killed one left in shared memory is there until its last process has noticed.
        postgres = await until('PostgreSQL serves again', startPostgres);
      },
    },
    async start(app, env = {}) {
      const [port] = await freePorts(1);
      const service = startService(app, port, {
        KAFKA_BROKERS: broker.address,
        DATABASE_URL: databaseUrl,
        RUMO_DATA: join(dataDir, app),
        ...env,
      });
      services.push(service);
      return service;
    },
    close,
  };
}

function startService(app: App, port: number, env: Readonly<Record<string, string>>): Service {
  const variable = `${app.replace('-', '_').toUpperCase()}_PORT`;
  const node = startNode(join(root, 'apps', app, 'src/main.ts'), [], { ...env, [variable]: String(port) });
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  const problem = async () => {
    const response = await get('/readyz');
    return response.ok ? null : ((await response.json()) as { problem: string }).problem;
  };
  return {
    ...node,
    port,
    status: async () => (await get('/status')).json(),
    problem,
    async untilReady() {
      await until(`${app} is ready`, async () => {
        const inTheWay = await problem();
        if (inTheWay !== null) throw new Error(inTheWay);
        return true;
      });
    },
  };
}
