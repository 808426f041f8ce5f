import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../harness/free-ports.ts';
import { startNode } from '../harness/node-process.ts';
import { until } from '../harness/until.ts';

export const services = ['simulator', 'live-map', 'driver-speed'] as const;
export type Service = (typeof services)[number];

/** A line of a service's log. */
export interface LogLine {
  readonly level: number;
  readonly time: number;
  readonly service: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface ServiceProcess {
  /** Resolves with the exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Everything it has printed, on both streams. */
  output(): string;
  /** Its log, each line of stdout read as JSON; throws where one is none. */
  log(): readonly LogLine[];
  /** What /readyz says: null for ready, else the problem. */
  problem(): Promise<string | null>;
  metrics(): Promise<string>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

const started: ServiceProcess[] = [];

/** What all services together have printed so far. */
export const everythingPrinted = (): string => started.map((service) => service.output()).join('\n');

/** Ends what a failed test has left running. */
export async function endAll(): Promise<void> {
  await Promise.all(started.map((service) => service.stop()));
}

/** Runs a service's own main.ts on free ports, as the README's way without the runner does. */
export async function runService(
  service: Service,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const [port] = await freePorts(1);
  const dataDir = mkdtempSync(join(tmpdir(), 'rumo-service-'));
  const child = startNode(
    `apps/${service}/src/main.ts`,
    [],
    {
      RUMO_DATA: dataDir,
      DRIVERS: '20',
      LIVE_MAP_PORT: String(port),
      DRIVER_SPEED_PORT: String(port),
      SIMULATOR_PORT: String(port),
      // driver-speed wants one; it does not stop anything here that nobody serves it.
      DATABASE_URL: 'postgresql://rumo:database-s3cret@127.0.0.1:1/rumo',
      ...env,
    },
    { surroundings: { PATH: process.env.PATH } },
  );
  const get = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(10_000) });
    return answer.text();
  };
  const process_: ServiceProcess = {
    ended: child.ended.then((code) => {
      rmSync(dataDir, { recursive: true, force: true });
      return code;
    }),
    output: child.output,
    log: () =>
      child
        .standardOutput()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    problem: async () => JSON.parse(await get('/readyz')).problem ?? null,
    metrics: () => get('/metrics'),
    stop() {
      child.signal('SIGTERM');
      return process_.ended;
    },
  };
  started.push(process_);
  return process_;
}

/** Resolves when /readyz says what is wanted; null: that it is ready. */
export async function untilProblem(service: ServiceProcess, wanted: RegExp | null): Promise<void> {
  await until(`/readyz says ${wanted ?? 'nothing'}`, async () => {
    const problem = await service.problem();
    if (wanted === null ? problem === null : wanted.test(problem ?? '')) return true;
    throw new Error(String(problem));
  });
}
