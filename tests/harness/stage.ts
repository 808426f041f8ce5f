import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations, type Database, openDatabase, startEmbeddedPostgres } from '@rumo/database';
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
  const [, firstPostgres] = await Promise.all([broker.start(), startPostgres()]);
  let postgres = firstPostgres;
  await applyMigrations(postgres.url);
  const database = openDatabase(postgres.url, { poolSize: 1 });
  return {
    broker,
    brokers: broker.address,
    database,
    databaseUrl: postgres.url,
    postgres: {
      async kill() {
        process.kill(postgres.pid, 'SIGKILL');
        await until('PostgreSQL is gone', () => !isProcessAlive(postgres.pid));
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
        DATABASE_URL: postgres.url,
        RUMO_DATA: join(dataDir, app),
        ...env,
      });
      services.push(service);
      return service;
    },
    async close() {
      await Promise.all(services.map((service) => service.end('SIGKILL')));
      await database.$disconnect();
      await broker.end('SIGKILL');
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
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
      await until(
        `${app} is ready`,
        async () => {
          const inTheWay = await problem();
          if (inTheWay !== null) throw new Error(inTheWay);
          return true;
        },
        60_000,
      );
    },
  };
}
