import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { kafkaEventStream } from '@rumo/event-stream';
import { rideEventsTopic } from '@rumo/events';
import { pino } from 'pino';
import { freePorts } from '../tests/harness/free-ports.ts';
import { startEmbeddedBroker } from '../tests/harness/running-broker.ts';
import { cpuSeconds, memoryMb } from './broker/process-use.ts';
import { type Arrived, readArrived } from './simulator/arrived.ts';
import { cpuShares, type WorkKind, workKinds } from './simulator/cpu-shares.ts';
import { keepOnCore, startFleet } from './simulator/fleet-process.ts';

const sizes = process.argv.slice(3).map(Number);
const fleets = sizes.length > 0 ? sizes : [10_000, 50_000];
const wantedDrivers = 50_000;
const warmUpS = 20;
const measuredS = 30;
const profiledS = 12;
const simulatorCore = 0;
const brokerCore = 1;

if (!fleets.every((drivers) => Number.isInteger(drivers) && drivers > 0)) {
  throw new Error(`npm run bench -- simulator [DRIVERS …], got ${process.argv.slice(3).join(' ')}`);
}

interface Run {
  readonly drivers: number;
  readonly firstStartMs: number;
  readonly secondStartMs: number;
  readonly cores: number;
  readonly brokerCores: number;
  readonly usPerEvent: number;
  readonly pssMb: number;
  readonly shares: Readonly<Record<WorkKind, number>>;
  readonly arrived: Arrived;
  /** Why the fleet did not keep pace; null: it did. */
  readonly failure: string | null;
}

async function measure(drivers: number): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'rumo-bench-'));
  const [brokerPort, port] = await freePorts(2);
  const brokers = `127.0.0.1:${brokerPort}`;
  const broker = await startEmbeddedBroker(join(folder, 'broker'), brokerPort);
  const dataDir = join(folder, 'data');
  const profileDir = join(folder, 'profile');
  const fleet = (execArgs: readonly string[] = []) =>
    startFleet({ drivers, brokers, dataDir, port, core: simulatorCore, execArgs });
  try {
    keepOnCore(broker.pid, brokerCore);
    await makeRoomyTopic(brokers);
    const first = await fleet();
    await wait(warmUpS * 1_000);
    const before = { ...(await first.status()), ...use(first.pid, broker.pid) };
    await wait(measuredS * 1_000);
    const after = { ...(await first.status()), ...use(first.pid, broker.pid) };
    const { pss: pssMb } = memoryMb(first.pid);
    await first.end('SIGTERM');

    const profiler = ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
    const second = await fleet(profiler);
    await wait(profiledS * 1_000);
    await second.end('SIGTERM');

    const fromMs = Math.ceil(before.atMs / 1_000) * 1_000;
    const arrived = await readArrived(brokers, drivers, fromMs, fromMs + (measuredS - 2) * 1_000);
    const seconds = (after.atMs - before.atMs) / 1_000;
    const cores = (after.cpuS - before.cpuS) / seconds;
    return {
      drivers,
      firstStartMs: first.startMs,
      secondStartMs: second.startMs,
      cores,
      brokerCores: (after.brokerS - before.brokerS) / seconds,
      usPerEvent: (cores * 1e6) / drivers,
      pssMb,
      shares: cpuShares(profileDir, second.startMs / 1_000 + 2),
      arrived,
      failure: failureOf(after, arrived),
    };
  } finally {
    await broker.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

function use(pid: number, brokerPid: number) {
  return { atMs: Date.now(), cpuS: cpuSeconds(pid), brokerS: cpuSeconds(brokerPid) };
}

/** As the simulator makes it, but nothing is removed before it is read. */
async function makeRoomyTopic(brokers: string): Promise<void> {
  const logger = pino({ level: 'silent' });
  const stream = kafkaEventStream({ brokers: [brokers], clientId: 'bench', logger });
  const config = { ...rideEventsTopic.config, 'retention.bytes': '-1' };
  await stream.ensureTopics([{ ...rideEventsTopic, config }]);
  await stream.close();
}

function failureOf(status: { pauses: number; dropped: number }, arrived: Arrived): string | null {
  if (status.pauses > 0) return `the world stood still ${status.pauses} times`;
  if (status.dropped > 0) return `${status.dropped} records were dropped`;
  if (arrived.unevenDrivers > 0) return `${arrived.unevenDrivers} drivers have not one fix a second`;
  if (arrived.shortestMs !== 1_000 || arrived.longestMs !== 1_000)
    return `fixes are ${arrived.shortestMs} to ${arrived.longestMs} ms apart`;
  if (arrived.lateMaxMs > 1_000) return `a fix came ${arrived.lateMaxMs} ms late`;
  return null;
}

const runs: Run[] = [];
for (const drivers of fleets) {
  process.stdout.write(`${drivers.toLocaleString('en')} drivers …\n`);
  const run = await measure(drivers);
  runs.push(run);
  if (run.failure !== null) process.stdout.write(`did not keep pace: ${run.failure}\n`);
}
print();

function print(): void {
  const row = (name: string, value: (run: Run) => string) =>
    process.stdout.write(`${name.padEnd(44)}${runs.map((run) => value(run).padStart(12)).join('')}\n`);
  process.stdout.write(`\n${measuredS} s after ${warmUpS} s; simulator and broker each held on one core\n`);
  row('drivers', ({ drivers }) => drivers.toLocaleString('en'));
  row('kept pace', ({ failure }) => (failure === null ? 'yes' : 'no'));
  row('simulator, cores', ({ cores }) => cores.toFixed(3));
  row('  µs an event', ({ usPerEvent }) => usPerEvent.toFixed(2));
  for (const kind of workKinds)
    row(`    ${kind}`, ({ usPerEvent, shares }) => (usPerEvent * shares[kind]).toFixed(2));
  row('broker, cores', ({ brokerCores }) => brokerCores.toFixed(3));
  row('memory, MB (Pss)', ({ pssMb }) => pssMb.toFixed(0));
  row('  KB a driver', ({ pssMb, drivers }) => ((pssMb * 1_024) / drivers).toFixed(1));
  row('first start, s', ({ firstStartMs }) => (firstStartMs / 1_000).toFixed(2));
  row('second start, profiled, s', ({ secondStartMs }) => (secondStartMs / 1_000).toFixed(2));
  row('from a fix to the log, ms: p50', ({ arrived }) => String(arrived.lateP50Ms));
  row('  p99', ({ arrived }) => String(arrived.lateP99Ms));
  row('  most', ({ arrived }) => String(arrived.lateMaxMs));
  row('fixes looked at', ({ arrived }) => arrived.fixes.toLocaleString('en'));
  const best = runs.filter(({ failure }) => failure === null).sort((a, b) => b.drivers - a.drivers)[0];
  const ratio = best === undefined ? 0 : best.drivers / best.cores / wantedDrivers;
  process.stdout.write(`\nratio drivers_vs_50k ${ratio.toFixed(2)}\n`);
}
