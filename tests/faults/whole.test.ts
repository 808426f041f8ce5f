import { type Database, openDatabase } from '@rumo/database';
import { consumerStatusSchema, driverSpeedStatusSchema } from '@rumo/events';
import { isProcessAlive } from '@rumo/service/process-alive';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokersUnderTest } from '../harness/broker-process.ts';
import { compareHome } from '../harness/compare-home.ts';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { partName, processTree } from '../harness/process-tree.ts';
import { makeHome, type RumoHome, type RumoProcess, startRumo } from '../harness/rumo-process.ts';
import { until } from '../harness/until.ts';

const noProc = leftOutWithout('/proc (Linux)', process.platform === 'linux');
const drivers = 120;
const fleet = ['--drivers', String(drivers), '--seed', '7'];
const full = process.env.RUMO_FULL === '1';
const kills = full ? 5 : 1;

// The tests of this file follow one data folder through its life, in order.
describe.skipIf(noProc).each(brokersUnderTest)('the whole product under faults, on %s', (kind) => {
  let home: RumoHome;
  let rumo: RumoProcess;
  let database: Database;
  let firstLogIds: readonly string[];

  beforeAll(async () => {
    home = await makeHome(kind);
    rumo = await startRumo(home, fleet);
    database = openDatabase(await home.databaseUrl(), { poolSize: 1 });
  });
  afterAll(async () => {
    await database?.$disconnect();
    await rumo?.stop();
    await home?.remove();
  });

  test.each(['driver-speed', 'live-map', 'broker', 'postgres', 'simulator'])(
    'after kill -9 of %s it goes on by itself',
    async (part) => {
      for (let round = 0; round < kills; round++) {
        await until(`everything goes on before the kill of ${part}`, () => goesOn(Date.now() - 2_000));
        await killAndBack(part);
        const backMs = Date.now();
        await until(`everything goes on after the kill of ${part}`, () => goesOn(backMs));
      }
    },
  );

  test('X1 W13 rows and counts equal the batch computation over the whole topic', async () => {
    // Each driver has at most one row a window.
    await until('windows after the first are written', async () => (await windowCount()) > drivers);
    await until('enough records are counted', async () => (await countedRecords()) > 2_000);
    expect(await rumo.stop()).toBe(0);
    const comparison = await compareHome(home);
    expect(comparison.differences).toEqual([]);
    expect(comparison.records).toBeGreaterThan(2_000);
    expect(comparison.rows).toBeGreaterThan(drivers);
    firstLogIds = comparison.logIds;
  });

  test('X5 on another log a new one begins, and nothing of the old one is mixed in', async () => {
    await home.forgetLog();
    rumo = await startRumo(home, fleet);
    await until('every partition of the new log is counted', () => isCounted(firstLogIds));
    await until('windows of the new log have closed', async () => (await windowCount()) > 0);
    expect(await rumo.stop()).toBe(0);
    const comparison = await compareHome(home);
    expect(comparison.differences).toEqual([]);
    expect(comparison.logIds.filter((id) => firstLogIds.includes(id))).toEqual([]);
  });

  // A runner beside a broker of its user's own has fewer children, and nothing else is different.
  test.skipIf(kind === 'Apache Kafka' && !full)(
    'kill -9 of the runner leaves no process behind, and the next start goes on',
    async () => {
      rumo = await startRumo(home, fleet);
      const runner = await rumo.runnerPid();
      const pids = (await processTree(runner)).map((it) => it.pid);
      expect(pids.length).toBeGreaterThan(6);
      process.kill(runner, 'SIGKILL');
      await until('every process has ended', () => pids.every((pid) => !isProcessAlive(pid)));
      rumo = await startRumo(home, fleet);
      await until('driver-speed caught up', isCaughtUp);
      const before = await countedRecords();
      await until('driver-speed counts on', async () => (await countedRecords()) > before);
      expect(await rumo.stop()).toBe(0);
      const comparison = await compareHome(home);
      expect(comparison.differences).toEqual([]);
      expect(comparison.records).toBeGreaterThan(before);
    },
  );

  async function killAndBack(part: string): Promise<void> {
    if (part === 'broker' && home.broker !== null) {
      await home.broker.end('SIGKILL');
      return home.broker.start();
    }
    if (part === 'postgres') return killPostgres();
    const victim = await pidOf(part);
    process.kill(victim, 'SIGKILL');
    await until(`another ${part} runs`, async () => {
      const pid = await pidOf(part).catch(() => victim);
      return pid !== victim;
    });
  }

  /** Its server is the parent of the process that serves a connection, which may outlive it for a moment. */
  async function killPostgres(): Promise<void> {
    const { pid, began } = await databaseServer();
    const [serving] = await processTree(pid);
    process.kill(serving.parentPid, 'SIGKILL');
    await until('another database server answers', async () => (await databaseServer()).began !== began);
  }

  async function databaseServer() {
    const [server] = await database.$queryRaw<{ pid: number; began: string }[]>`
      SELECT pg_backend_pid() AS pid, pg_postmaster_start_time()::text AS began`;
    return server;
  }

  /** Whether everybody is ready, and both consumers have nearly everything and something that came after `sinceMs`. */
  async function goesOn(sinceMs: number): Promise<boolean> {
    const { liveMap, driverSpeed, simulator } = home.ports;
    for (const port of [liveMap, driverSpeed, simulator]) {
      if (!(await fetch(`http://127.0.0.1:${port}/readyz`)).ok) return false;
    }
    const consumers = await Promise.all([liveMap, driverSpeed].map(statusAt));
    return consumers.every(
      ({ partitions, lastArrivalMs }) =>
        partitions.length === 6 &&
        partitions.every(({ lag }) => lag !== null && lag < 200) &&
        (lastArrivalMs ?? 0) > sinceMs,
    );
  }

  async function statusAt(port: number) {
    const response = await fetch(`http://127.0.0.1:${port}/status`);
    return consumerStatusSchema.parse(await response.json());
  }

  async function pidOf(part: string): Promise<number> {
    const tree = await processTree(await rumo.runnerPid());
    const found = tree.find((it) => partName(it.command) === part);
    if (found === undefined) throw new Error(`no ${part} runs`);
    return found.pid;
  }

  async function speedStatus() {
    const response = await fetch(`http://127.0.0.1:${home.ports.driverSpeed}/status`);
    return driverSpeedStatusSchema.parse(await response.json());
  }

  async function isCaughtUp(): Promise<boolean> {
    const { partitions, counts } = await speedStatus();
    return (
      partitions.length > 0 && counts.read > 0 && partitions.every((it) => it.lag !== null && it.lag < 200)
    );
  }

  /** Whether every partition has counted a record, in a log that is none of `old`. */
  async function isCounted(old: readonly string[]): Promise<boolean> {
    const progress = await database.partitionProgress.findMany();
    return (
      progress.length === 6 && progress.every((it) => it.afterPosition !== null && !old.includes(it.logId))
    );
  }

  async function countedRecords(): Promise<number> {
    const { _sum } = await database.partitionProgress.aggregate({ _sum: { read: true } });
    return Number(_sum.read);
  }

  /** Windows of the logs that are counted at present. */
  async function windowCount(): Promise<number> {
    const logIds = (await database.partitionProgress.findMany()).map((it) => it.logId);
    return database.speedWindow.count({ where: { logId: { in: logIds } } });
  }
});
