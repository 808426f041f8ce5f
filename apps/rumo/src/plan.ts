import { join } from 'node:path';
import type { ChildSpec } from './child.ts';
import type { StartOptions } from './options.ts';
import type { ChosenPort, PortWish } from './ports.ts';
import type { WatchedPart } from './ready-watch.ts';

export type PortName = 'web' | 'liveMap' | 'driverSpeed' | 'simulator' | 'broker' | 'postgres';
export type Environment = Readonly<Record<string, string | undefined>>;

/** The ports this start needs; none for a broker or database of the user's own. */
export function portWishes(env: Environment): Readonly<Record<PortName, PortWish>> {
  const wishes: Record<string, PortWish> = {
    web: { env: 'WEB_PORT', preferred: 3000 },
    liveMap: { env: 'LIVE_MAP_PORT', preferred: 3001 },
    driverSpeed: { env: 'DRIVER_SPEED_PORT', preferred: 3002 },
    simulator: { env: 'SIMULATOR_PORT', preferred: 3003 },
  };
  if (!env.KAFKA_BROKERS) wishes.broker = { env: 'BROKER_PORT', preferred: 9092 };
  if (!env.DATABASE_URL) wishes.postgres = { env: 'POSTGRES_PORT', preferred: 5432 };
  return wishes as Record<PortName, PortWish>;
}

export interface PlanInput {
  readonly root: string;
  readonly dataDir: string;
  readonly options: StartOptions;
  readonly env: Environment;
  readonly ports: Readonly<Record<PortName, ChosenPort>>;
  readonly databaseUrl: string;
  /** Names other devices call this machine by; empty unless --lan. */
  readonly lanHosts: readonly string[];
}

export interface Plan {
  /** null when both the broker and the database are the user's own. */
  readonly embedded: ChildSpec | null;
  readonly simulator: ChildSpec;
  readonly liveMap: ChildSpec;
  readonly driverSpeed: ChildSpec;
  readonly web: ChildSpec;
  readonly databaseUrl: string;
  readonly address: string;
  /** Parts that say whether they are ready, and where. */
  readonly watched: readonly WatchedPart[];
}

/** What each part is started with; see the README's table of environment variables. */
export function makePlan({ root, dataDir, options, env, ports, databaseUrl, lanHosts }: PlanInput): Plan {
  const webPort = ports.web.port;
  const names = ['localhost', '127.0.0.1', ...lanHosts];
  const host = env.HOST || (lanHosts.length > 0 ? '0.0.0.0' : '127.0.0.1');
  const shared: Record<string, string> = {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
    RUMO_DATA: dataDir,
    CITIES_DIR: env.CITIES_DIR || join(root, 'cities'),
    CITY: options.city ?? (env.CITY || 'montevideo'),
    KAFKA_BROKERS: env.KAFKA_BROKERS || `127.0.0.1:${ports.broker?.port}`,
    DATABASE_URL: databaseUrl,
    WEB_PORT: String(webPort),
    LIVE_MAP_PORT: String(ports.liveMap.port),
    DRIVER_SPEED_PORT: String(ports.driverSpeed.port),
    SIMULATOR_PORT: String(ports.simulator.port),
    ALLOWED_HOSTS: env.ALLOWED_HOSTS || names.join(','),
    ALLOWED_ORIGINS: env.ALLOWED_ORIGINS || names.map((name) => `http://${name}:${webPort}`).join(','),
    SIMULATION: env.SIMULATION || 'true',
  };
  if (options.drivers !== null) shared.DRIVERS = options.drivers;
  if (options.seed !== null) shared.SEED = options.seed;
  const app = (name: string, script: string, more: Record<string, string>): ChildSpec => ({
    name,
    script: join(root, 'apps', script),
    env: { ...shared, ...more },
  });
  const embeddedPorts = {
    BROKER_PORT: String(ports.broker?.port ?? 0),
    POSTGRES_PORT: String(ports.postgres?.port ?? 0),
  };
  // Only what browsers talk to may listen beyond this machine.
  const inside = { HOST: '127.0.0.1' };
  return {
    embedded:
      ports.broker === undefined && ports.postgres === undefined
        ? null
        : app('embedded', 'rumo/src/embedded-main.ts', { ...inside, ...embeddedPorts }),
    simulator: app('simulator', 'simulator/src/main.ts', inside),
    liveMap: app('live-map', 'live-map/src/main.ts', { HOST: host }),
    driverSpeed: app('driver-speed', 'driver-speed/src/main.ts', inside),
    web: app('web', 'web/server.mjs', { HOST: host }),
    databaseUrl,
    address: `http://localhost:${webPort}`,
    watched: [
      { name: 'simulator', url: `http://127.0.0.1:${ports.simulator.port}/readyz` },
      {
        name: 'live-map',
        url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${ports.liveMap.port}/readyz`,
      },
      { name: 'driver-speed', url: `http://127.0.0.1:${ports.driverSpeed.port}/readyz` },
    ],
  };
}
