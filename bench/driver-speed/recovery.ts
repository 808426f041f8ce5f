import { join } from 'node:path';
import { freePorts } from '../../tests/harness/free-ports.ts';
import { type NodeProcess, root, startNode } from '../../tests/harness/node-process.ts';
import { until } from '../../tests/harness/until.ts';
import type { OracleRow } from '../../tests/oracle/oracle.ts';
import { median } from '../support/median.ts';
import { mustEqual, productRows } from './check-rows.ts';
import { emptyDatabase } from './comparison.ts';
import { partitions } from './fleet.ts';
import type { LoadedTopic } from './load-topic.ts';
import type { Stage } from './stage.ts';

/** The shares of the topic after which the process is killed. */
const killedAt = [0.2, 0.35, 0.5, 0.65, 0.8];
const waitMs = 120_000;

/**
 * Kills the service in the midst of a topic and starts it again, several times. From the assignment of the partitions
 * until each of them has committed something that was not committed before. `topic` is the one that the service reads.
 */
export async function measureRecovery(
  stage: Stage,
  topic: LoadedTopic,
  expected: readonly OracleRow[],
): Promise<void> {
  await emptyDatabase(stage);
  let service = await start(stage);
  const sessionsMs: number[] = [];
  const recoveriesMs: number[] = [];
  for (const share of killedAt) {
    await until(
      'part of the topic is counted',
      async () => sum(await counted(stage)) >= share * topic.records,
      waitMs,
    );
    await service.end('SIGKILL');
    const before = await counted(stage);
    const startedMs = Date.now();
    service = await start(stage);
    const joinedMs = await until('the partitions are assigned', () => joinedAtMs(service.output()), waitMs);
    const recoveredMs = await until(
      'each partition goes on',
      async () => {
        const after = await counted(stage);
        const goesOn = (read: number, of: number) => read > before[of] || read > topic.lastOffsets[of];
        return after.every(goesOn) && Date.now();
      },
      waitMs,
    );
    sessionsMs.push(joinedMs - startedMs);
    recoveriesMs.push(recoveredMs - joinedMs);
    process.stdout.write(
      `killed at ${100 * share} %: assigned after ${joinedMs - startedMs} ms, recovered ${recoveredMs - joinedMs} ms later\n`,
    );
  }
  await until('the topic is counted', async () => sum(await counted(stage)) === topic.records, waitMs);
  await service.end('SIGTERM');
  mustEqual('driver-speed after its crashes', expected, await productRows(stage.database));
  process.stdout.write(
    `recovery after kill -9 at ${topic.fleet.drivers.toLocaleString('en')} drivers: ${(median(recoveriesMs) / 1_000).toFixed(2)} s from the assignment on (worst ${(Math.max(...recoveriesMs) / 1_000).toFixed(2)} s); until the assignment ${(median(sessionsMs) / 1_000).toFixed(1)} s\n`,
  );
}

async function start(stage: Stage): Promise<NodeProcess> {
  const [port] = await freePorts(1);
  return startNode(join(root, 'apps/driver-speed/src/main.ts'), [], {
    KAFKA_BROKERS: stage.brokers,
    DATABASE_URL: stage.databaseUrl,
    DRIVER_SPEED_PORT: String(port),
    RUMO_DATA: stage.folder,
  });
}

/** The records counted of each partition. */
async function counted({ database }: Stage): Promise<readonly number[]> {
  const read = new Array<number>(partitions).fill(0);
  for (const it of await database.partitionProgress.findMany()) read[it.partition] = Number(it.read);
  return read;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** When the service got its partitions, epoch ms, by its own log; null before. */
function joinedAtMs(output: string): number | null {
  const line = output.split('\n').find((it) => it.includes('joined the group'));
  return line === undefined ? null : (JSON.parse(line) as { time: number }).time;
}
