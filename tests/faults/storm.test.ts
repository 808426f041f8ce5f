import { setTimeout as wait } from 'node:timers/promises';
import { applyMigrations, openDatabase } from '@rumo/database';
import { driverSpeedStatusSchema } from '@rumo/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countedIn, untilAllCounted } from '../harness/all-counted.ts';
import { brokersByDefault } from '../harness/broker-process.ts';
import { compareWithOracle } from '../harness/compare-with-oracle.ts';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { runSeed, seededRandom } from '../harness/seeded-random.ts';
import { openStage, type Service, type Stage } from '../harness/stage.ts';
import { until } from '../harness/until.ts';

const noStop = leftOutWithout('SIGSTOP (not Windows)', process.platform !== 'win32');
const full = process.env.RUMO_FULL === '1';
const counts = full
  ? { kill: 100, stall: 20, broker: 5, postgres: 5 }
  : { kill: 2, stall: 0, broker: 1, postgres: 1 };
type Fault = keyof typeof counts;
const drivers = full ? 1_000 : 200;
const patienceMs = full ? 900_000 : undefined;

// The tests of this file follow one topic through its life, in order.
describe.skipIf(noStop).each(brokersByDefault)(`a storm of faults, on %s (RUMO_SEED=${runSeed})`, (kind) => {
  const random = seededRandom(runSeed);
  const among = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)];
  let stage: Stage;
  let simulator: Service;
  let members: Service[] = [];
  /** Kills that met at least one commit which the database had begun and not ended. */
  let midCommit = 0;

  beforeAll(async () => {
    stage = await openStage(kind);
    for (const statement of slowCommits) await stage.database.$executeRawUnsafe(statement);
    simulator = await stage.start('simulator', { DRIVERS: String(drivers), SEED: '7' });
    members = await Promise.all([1, 2, 3].map(() => stage.start('driver-speed')));
    await Promise.all(members.map((member) => member.untilReady()));
  });
  afterAll(() => stage?.close());

  test(`X1 X2 W13 after ${Object.entries(counts).join(' ').replaceAll(',', ' ')} at random moments rows and counts equal the batch computation`, async () => {
    for (const fault of shuffled(faultsOf(counts))) {
      // Every second one comes before the group has found itself again after the one before.
      if (random() < 0.5) await untilCountedOn();
      await wait(random() * 2_000);
      await strike(fault);
    }
    await untilCountedOn();
    await until(
      'windows after the first are written',
      async () => (await stage.database.speedWindow.count()) > drivers,
    );
    expect(await simulator.end('SIGTERM')).toBe(0);
    await untilAllCounted(stage.brokers, stage.database, patienceMs);
    for (const member of members) expect(await member.end('SIGTERM')).toBe(0);
    const comparison = await compareWithOracle(stage);
    process.stdout.write(
      `${comparison.records} records, ${comparison.rows} windows compared; ${midCommit} of ${counts.kill} kills in the middle of a commit\n`,
    );
    expect(comparison.differences).toEqual([]);
    expect(await countedIn(stage.database)).toBe(comparison.records);
    expect(comparison.rows).toBeGreaterThan(drivers);
  }, 3_600_000);

  test('X3 the topic processed again from its first record into an empty database gives the same rows', async () => {
    await stage.database.$executeRawUnsafe('CREATE DATABASE replayed');
    const url = new URL(stage.databaseUrl);
    url.pathname = '/replayed';
    await applyMigrations(url.href);
    const again = await stage.start('driver-speed', { DATABASE_URL: url.href });
    await again.untilReady();
    const replayed = openDatabase(url.href, { poolSize: 1 });
    try {
      await untilAllCounted(stage.brokers, replayed, patienceMs);
      expect(await again.end('SIGTERM')).toBe(0);
      for (const table of tables) {
        const rows = await rowsOf(replayed, table);
        expect(rows, table).toEqual(await rowsOf(stage.database, table));
      }
      expect(await replayed.speedWindow.count()).toBeGreaterThan(drivers);
      expect(await countedIn(replayed)).toBe(await countedIn(stage.database));
    } finally {
      await replayed.$disconnect();
    }
  });

  async function strike(fault: Fault): Promise<void> {
    switch (fault) {
      case 'kill': {
        const victim = among(members);
        if (await isCommitting().catch(() => false)) midCommit++;
        await victim.end('SIGKILL');
        members = [...members.filter((member) => member !== victim), await stage.start('driver-speed')];
        return;
      }
      case 'stall': {
        const sleeper = among(members);
        const held = await partitionsOf(sleeper).catch(() => []);
        const before = await until('the database answers', versions);
        sleeper.signal('SIGSTOP');
        try {
          // Past its session, when others have taken over what it held.
          await wait(6_500);
          await until('others have what the sleeper held', async () => {
            const after = await versions();
            return held.every((partition) => (after.get(partition) ?? 0n) > (before.get(partition) ?? 0n));
          });
          await wait(random() * 2_000);
        } finally {
          sleeper.signal('SIGCONT');
        }
        return;
      }
      case 'broker':
        await stage.broker.end('SIGKILL');
        await wait(random() * 4_000);
        return stage.broker.start();
      case 'postgres':
        await stage.postgres.kill();
        await wait(random() * 4_000);
        return stage.postgres.start();
    }
  }

  function shuffled(faults: Fault[]): Fault[] {
    for (let i = faults.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [faults[i], faults[j]] = [faults[j], faults[i]];
    }
    return faults;
  }

  async function isCommitting(): Promise<boolean> {
    const [{ active }] = await stage.database.$queryRaw<{ active: number }[]>`
      SELECT count(*)::int AS active FROM pg_stat_activity
      WHERE state = 'active' AND query LIKE '%UPDATE partition_progress%' AND pid <> pg_backend_pid()`;
    return active > 0;
  }

  async function partitionsOf(member: Service): Promise<readonly number[]> {
    return driverSpeedStatusSchema.parse(await member.status()).partitions.map(({ partition }) => partition);
  }

  async function versions(): Promise<ReadonlyMap<number, bigint>> {
    const rows = await stage.database.partitionProgress.findMany();
    return new Map(rows.map(({ partition, version }) => [partition, version]));
  }

  /** Resolves when of every partition more records are counted in the database than at the call. */
  async function untilCountedOn(): Promise<void> {
    const counted = async () => {
      const rows = await stage.database.partitionProgress.findMany({ orderBy: { partition: 'asc' } });
      return rows.map(({ read }) => read);
    };
    const before = await until('the database answers', counted);
    await until('every partition is counted on', async () => {
      const now = await counted();
      return now.length === 6 && now.every((read, partition) => read > (before[partition] ?? 0n));
    });
  }
});

type Rows = Pick<Stage, 'database'>['database'];

/** What is written once for each window or added up in place: a commit that counts twice shows in either. */
const tables = ['speed_window', 'street_speed', 'cell_speed', 'speeding_window'] as const;

async function rowsOf(database: Rows, table: (typeof tables)[number]): Promise<readonly unknown[]> {
  return database.$queryRawUnsafe(`SELECT to_jsonb(t) - 'log_id' AS it FROM ${table} t ORDER BY 1`);
}

function faultsOf(counts: Readonly<Record<Fault, number>>): Fault[] {
  return (Object.keys(counts) as Fault[]).flatMap((fault) => new Array<Fault>(counts[fault]).fill(fault));
}

/** Each commit takes up to 0.4 s, so that many a kill meets one that was begun and not answered. */
const slowCommits = [
  `CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(random() * 0.4); RETURN NEW; END $$`,
  `CREATE TRIGGER slow_commit BEFORE UPDATE ON partition_progress FOR EACH ROW EXECUTE FUNCTION take_time()`,
];
