import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standIn } from '@rumo/database/embedded-postgres';
import { type BrokerKind, type BrokerProcess, brokerProcess } from './broker-process.ts';
import { freePorts } from './free-ports.ts';
import { root } from './node-process.ts';
import { until } from './until.ts';
import { inTurnToBuildWeb } from './web-build-turn.ts';

export interface RumoPorts {
  readonly web: number;
  readonly liveMap: number;
  readonly driverSpeed: number;
  readonly simulator: number;
  readonly broker: number;
  readonly postgres: number;
}

/** A data folder and ports of its own: starts with the same home continue each other. */
export interface RumoHome {
  readonly dataDir: string;
  readonly ports: RumoPorts;
  /** Apache Kafka, which runs beside Rumo for as long as the home is there; null: Rumo runs its own broker. */
  readonly broker: BrokerProcess | null;
  databaseUrl(): Promise<string>;
  /** While Rumo is stopped: the broker's log is gone. */
  forgetLog(): Promise<void>;
  remove(): Promise<void>;
}

export interface RumoProcess {
  readonly address: string;
  /** Everything it has printed. */
  output(): string;
  /** The runner itself; npm is its parent. */
  runnerPid(): Promise<number>;
  /** The exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export async function makeHome(kind: BrokerKind = 'embedded broker'): Promise<RumoHome> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rumo-home-'));
  const [web, liveMap, driverSpeed, simulator, port, postgres] = await freePorts(6);
  const ports = { web, liveMap, driverSpeed, simulator, broker: port, postgres };
  const log = { dataDir: join(dataDir, 'broker'), port };
  const broker = kind === 'embedded broker' ? null : brokerProcess(kind, log);
  await broker?.start();
  return {
    dataDir,
    ports,
    broker,
    databaseUrl: async () => {
      const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
      return `postgresql://postgres:${password}@127.0.0.1:${postgres}/postgres`;
    },
    async forgetLog() {
      await broker?.end('SIGTERM');
      await rm(log.dataDir, { recursive: true });
      await broker?.start();
    },
    async remove() {
      await broker?.end('SIGKILL');
      for (const folder of [dataDir, standIn(dataDir)]) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs the README's `npm start` and resolves once it has printed that cars move. */
export function startRumo(
  home: RumoHome,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RumoProcess> {
  return inTurnToBuildWeb(() => start(home, args, env));
}

async function start(
  home: RumoHome,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RumoProcess> {
  const { ports } = home;
  const npm = process.env.npm_execpath;
  const command = npm === undefined ? ['npm'] : [process.execPath, npm];
  const child = spawn(command[0], [...command.slice(1), 'start', '--', ...args], {
    cwd: root,
    env: {
      ...process.env,
      RUMO_DATA: home.dataDir,
      WEB_PORT: String(ports.web),
      LIVE_MAP_PORT: String(ports.liveMap),
      DRIVER_SPEED_PORT: String(ports.driverSpeed),
      SIMULATOR_PORT: String(ports.simulator),
      BROKER_PORT: String(ports.broker),
      KAFKA_BROKERS: home.broker?.address ?? '',
      POSTGRES_PORT: String(ports.postgres),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  try {
    await until(
      'npm start says that cars move',
      () => {
        if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
        return /Cars move/.test(output);
      },
      400_000,
    );
  } catch (error) {
    child.kill('SIGINT');
    throw new Error(`${error instanceof Error ? error.message : error}\n${output}`);
  }
  return {
    address: `http://127.0.0.1:${ports.web}`,
    output: () => output,
    runnerPid: async () => JSON.parse(await readFile(join(home.dataDir, 'lock.json'), 'utf8')).pid,
    ended,
    stop: () => stop(child, ended, home),
  };
}

/** What Ctrl-C does: the terminal signals the runner. npm only waits for it. */
async function stop(
  child: ChildProcess,
  ended: Promise<number | null>,
  home: RumoHome,
): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const { pid } = JSON.parse(await readFile(join(home.dataDir, 'lock.json'), 'utf8'));
  process.kill(pid, 'SIGINT');
  return ended;
}
