import { execFileSync } from 'node:child_process';
import { type NodeProcess, startNode } from '../../tests/harness/node-process.ts';

/** Devices without faults: then each driver must have exactly one fix in each second of the log. */
const noFaults = {
  FAULT_DUPLICATES: '0',
  FAULT_DELAYS: '0',
  FAULT_DISORDER: '0',
  FAULT_DROPOUTS_PER_HOUR: '0',
};

export interface FleetProcess extends NodeProcess {
  /** From the fork until the stream has taken the first fixes. */
  readonly startMs: number;
  status(): Promise<FleetStatus>;
}

/** The part of GET /status that the benchmark looks at. */
export interface FleetStatus {
  readonly simulatedS: number;
  readonly pauses: number;
  readonly waiting: number;
  readonly dropped: number;
}

export interface FleetOptions {
  readonly drivers: number;
  readonly brokers: string;
  readonly dataDir: string;
  readonly port: number;
  readonly core: number;
  readonly execArgs?: readonly string[];
}

/** The simulator's own process on one core, once its first fixes are sent. */
export async function startFleet(options: FleetOptions): Promise<FleetProcess> {
  const { drivers, brokers, dataDir, port, core, execArgs = [] } = options;
  const startedMs = performance.now();
  const env = {
    ...noFaults,
    DRIVERS: String(drivers),
    SEED: '1',
    ODOMETER: 'false',
    KAFKA_BROKERS: brokers,
    RUMO_DATA: dataDir,
    SIMULATOR_PORT: String(port),
  };
  const process_ = startNode('apps/simulator/src/main.ts', [], env, { execArgs });
  keepOnCore(process_.pid, core);
  await process_.ready;
  return {
    ...process_,
    startMs: performance.now() - startedMs,
    async status() {
      const response = await fetch(`http://127.0.0.1:${port}/status`);
      if (!response.ok) throw new Error(`GET /status answers ${response.status}`);
      return (await response.json()) as FleetStatus;
    },
  };
}

/** Holds all threads of a process on one core, those to come included. */
export function keepOnCore(pid: number, core: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)], {
    stdio: 'ignore',
  });
}
