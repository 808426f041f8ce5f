// A child process: the driver-speed service wired as its main.ts wires it, on a topic of another name.
import { openDatabase } from '@rumo/database/open';
import { kafkaEventStream } from '@rumo/event-stream';
import { createLogger } from '@rumo/service';
import { cityStreets } from '../../apps/driver-speed/src/city-streets.ts';
import { startDriverSpeed } from '../../apps/driver-speed/src/driver-speed.ts';
import { postgresStoredWindows } from '../../apps/driver-speed/src/explain/stored-windows.ts';
import { postgresStore } from '../../apps/driver-speed/src/store/postgres-store.ts';
import { postgresRetention } from '../../apps/driver-speed/src/store/retention.ts';
import type { Measured, Task } from './contestant.ts';
import { observedStream } from './observed-stream.ts';

const logger = createLogger('driver-speed');
logger.level = 'warn';
const streets = cityStreets(
  { CITY: 'montevideo', STREETS: process.env.STREETS === 'on' ? 'on' : 'off' },
  logger,
);

async function run({ brokers, topic, lastOffsets, output }: Task): Promise<Measured> {
  const before = memoryInUse();
  const startedUs = cpuUs();
  const stream = kafkaEventStream({ brokers: brokers.split(','), clientId: 'driver-speed', logger });
  const observed = observedStream(stream, topic, lastOffsets);
  const database = openDatabase(output, { poolSize: 6, statementTimeoutMs: 3_000 });
  const background = openDatabase(output, { poolSize: 1, statementTimeoutMs: 60_000 });
  const service = await startDriverSpeed({
    stream: observed.stream,
    store: postgresStore(database),
    retention: postgresRetention(background),
    readStored: postgresStoredWindows(database),
    group: `driver-speed-${process.pid}-${performance.now()}`,
    host: '127.0.0.1',
    port: 0,
    allowedHosts: ['127.0.0.1'],
    simulation: false,
    streets,
    gapMs: 60_000,
    nowMs: () => performance.now(),
    logger,
  });
  const memoryBytes = await observed.mostlyProcessed.then(() => lessThan(before, memoryInUse()));
  const tookMs = await observed.processed;
  const committedMs = await observed.committed;
  const cpuMs = (cpuUs() - startedUs) / 1_000;
  await service.stop();
  await stream.close();
  await Promise.all([database.$disconnect(), background.$disconnect()]);
  return { tookMs, committedMs, cpuMs, memoryBytes };
}

/** Only where the process may collect garbage when it wants to. */
function memoryInUse(): Measured['memoryBytes'] {
  if (globalThis.gc === undefined) return null;
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, buffers: external };
}

function lessThan(before: Measured['memoryBytes'], now: Measured['memoryBytes']): Measured['memoryBytes'] {
  if (before === null || now === null) return null;
  return { heap: now.heap - before.heap, buffers: now.buffers - before.buffers };
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

process.on('message', (task) => {
  run(task as Task).then((measured) => process.send?.(measured));
});
process.on('disconnect', () => process.exit(0));
