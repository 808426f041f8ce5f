import { driverSpeedStatusSchema, windowExplanationSchema } from '@rumo/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilAllCounted } from '../harness/all-counted.ts';
import { brokersByDefault } from '../harness/broker-process.ts';
import { compareWithOracle } from '../harness/compare-with-oracle.ts';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { openStage, type Service, type Stage } from '../harness/stage.ts';
import { until } from '../harness/until.ts';

const noStop = leftOutWithout('SIGSTOP (not Windows)', process.platform !== 'win32');
const full = process.env.RUMO_FULL === '1';
const stalls = full ? 5 : 1;
const drivers = 90;
const all = [0, 1, 2, 3, 4, 5];

// The tests of this file follow one group through its life, in order.
describe.skipIf(noStop).each(brokersByDefault)('replicas of driver-speed, on %s', (kind) => {
  let stage: Stage;
  let simulator: Service;
  let members: Service[] = [];

  beforeAll(async () => {
    stage = await openStage(kind);
    simulator = await stage.start('simulator', { DRIVERS: String(drivers), SEED: '7' });
    for (const statement of noteWhatGoesBack) await stage.database.$executeRawUnsafe(statement);
    members = await Promise.all([1, 2, 3].map(() => stage.start('driver-speed')));
  });
  afterAll(() => stage?.close());

  test('three share the partitions evenly', async () => {
    await untilShared(members);
    await untilCountedOn();
  });

  test('X2 one that was stalled past its session changes nothing when it wakes, and rejoins', async () => {
    for (let round = 0; round < stalls; round++) {
      const sleeper = members[round % members.length];
      const others = members.filter((member) => member !== sleeper);
      const lost = await partitionsOf(sleeper);
      const before = await versions();
      sleeper.signal('SIGSTOP');
      try {
        await untilShared(others);
        await untilCountedOn();
      } finally {
        sleeper.signal('SIGCONT');
      }
      const taken = await versions();
      for (const partition of lost) expect(taken[partition]).toBeGreaterThan(before[partition]);
      await untilShared(members);
      await untilCountedOn();
    }
    // An earlier owner's commit would set the counts back, until the owner's next one.
    expect(await stage.database.$queryRawUnsafe('SELECT * FROM went_back')).toEqual([]);
  });

  test.runIf(full)(
    'X2 partitions that a sleeper took over after its loss are taken back by their owners',
    async () => {
      // What a sleeper does whose takeover was on its way when it fell asleep.
      await stage.database.partitionProgress.updateMany({ data: { version: { increment: 1 } } });
      await untilCountedOn();
      await untilShared(members);
    },
  );

  test('X1 after kill -9 of one the others have all partitions, and a fourth gets its share', async () => {
    const [victim, ...others] = members;
    await victim.end('SIGKILL');
    await untilShared(others);
    await untilCountedOn();
    members = [...others, await stage.start('driver-speed')];
    await untilShared(members);
    await untilCountedOn();
  });

  test('D4 one that is stopped leaves its partitions to the others at once', async () => {
    const [leaver, ...others] = members;
    expect(await leaver.end('SIGTERM')).toBe(0);
    await untilShared(others);
    members = others;
    await untilCountedOn();
  });

  test('X1 W13 what they wrote together equals the batch computation over the whole topic', async () => {
    // Each driver has at most one row a window.
    await until(
      'windows after the first are written',
      async () => (await stage.database.speedWindow.count()) > drivers,
    );
    await explainedByAll();
    expect(await simulator.end('SIGTERM')).toBe(0);
    await untilAllCounted(stage.brokers, stage.database);
    for (const member of members) expect(await member.end('SIGTERM')).toBe(0);
    const comparison = await compareWithOracle(stage);
    expect(comparison.differences).toEqual([]);
    expect(comparison.records).toBe(Object.values(await counted()).reduce((sum, read) => sum + read, 0));
    expect(comparison.rows).toBeGreaterThan(drivers);
  });

  /** Any replica explains any window, whoever holds its partition. */
  async function explainedByAll(): Promise<void> {
    for (const row of await stage.database.speedWindow.findMany({ take: 3 })) {
      const { driverId, windowStartMs, distanceM, timeS, fixes, outliers } = row;
      for (const { port } of members) {
        const asked = `driver=${driverId}&start=${windowStartMs}`;
        const response = await fetch(`http://127.0.0.1:${port}/explain?${asked}`);
        const explained = windowExplanationSchema.parse(await response.json());
        expect(explained).toMatchObject({ row: { distanceM, timeS, fixes, outliers }, note: null });
      }
    }
  }

  /** Resolves when these and nobody else hold all partitions in even shares, and have them loaded. */
  async function untilShared(among: readonly Service[]): Promise<void> {
    const least = Math.floor(all.length / among.length);
    await until(`${among.length} share the partitions`, async () => {
      const shares = await Promise.all(among.map(partitionsOf));
      const inTheWay = await Promise.all(among.map((member) => member.problem()));
      const description = JSON.stringify({ shares, inTheWay });
      if (shares.flat().sort().join() !== all.join()) throw new Error(description);
      if (inTheWay.some((problem) => problem !== null)) throw new Error(description);
      return shares.every(({ length }) => length === least || length === least + 1);
    });
  }

  async function partitionsOf(member: Service): Promise<readonly number[]> {
    return (await statusOf(member)).partitions.map(({ partition }) => partition);
  }

  async function statusOf(member: Service) {
    return driverSpeedStatusSchema.parse(await member.status());
  }

  /** Resolves when of every partition more records are counted in the database than at the call. */
  async function untilCountedOn(): Promise<void> {
    const before = await counted();
    await until('every partition is counted on', async () => {
      const now = await counted();
      return all.every((partition) => (now[partition] ?? 0) > (before[partition] ?? 0));
    });
  }

  async function counted(): Promise<Readonly<Record<number, number>>> {
    const rows = await stage.database.partitionProgress.findMany();
    return Object.fromEntries(rows.map(({ partition, read }) => [partition, Number(read)]));
  }

  async function versions(): Promise<Readonly<Record<number, bigint>>> {
    const rows = await stage.database.partitionProgress.findMany();
    return Object.fromEntries(rows.map(({ partition, version }) => [partition, version]));
  }
});

const noteWhatGoesBack = [
  'CREATE TABLE went_back (partition int, read bigint)',
  `CREATE FUNCTION note_going_back() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO went_back VALUES (NEW.partition, NEW.read); RETURN NEW; END $$`,
  `CREATE TRIGGER going_back BEFORE UPDATE ON partition_progress FOR EACH ROW
    WHEN (NEW.read < OLD.read) EXECUTE FUNCTION note_going_back()`,
];
