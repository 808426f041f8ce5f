import type { Database } from '@rumo/database/open';
import { openDatabase } from '@rumo/database/open';
import { openScratchDatabase } from '@rumo/database/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commitOf, openSession, takeRecords } from '../partition/session.ts';
import { retentionCuts } from '../retention-job.ts';
import { compare, fix, logOf, pulse, raw, settings, t0 } from '../testing/timeline.ts';
import type { ClosedWindow } from '../windows/tally.ts';
import { postgresStore } from './postgres-store.ts';
import { freshProgress, type Ownership } from './progress.ts';
import { postgresRetention } from './retention.ts';

const logA = '6f9d2f04-7a34-4a9e-a9a1-0d6f3f1b7a01';
const logB = '6f9d2f04-7a34-4a9e-a9a1-0d6f3f1b7a02';
let database: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ database, close } = await openScratchDatabase());
}, 60_000);
afterAll(() => close?.());
beforeEach(async () => {
  await database.$executeRaw`TRUNCATE partition_progress, speed_window, speed_rollup, rejected_event, street_speed, street_rollup,
      cell_speed, cell_rollup, speeding_window`;
});

function read(owned: Ownership, ...records: ReturnType<typeof raw>[]) {
  const session = openSession(owned.progress, settings);
  takeRecords(session, logOf(records), 0, Number.POSITIVE_INFINITY, compare);
  return commitOf(session, true);
}

function windows(count: number, windowStartMs = t0): ClosedWindow[] {
  return Array.from({ length: count }, (_, i) => ({
    driverId: `driver ${i}`,
    windowStartMs,
    distanceM: 100 / (i + 3),
    timeS: 9.999,
    movingMs: 5_000 + i,
    idleMs: i,
    fixes: 10,
    outliers: 1,
    partial: i % 2 === 0,
  }));
}

test('what was committed is what the next owner finds, to the last bit', async () => {
  const store = postgresStore(database);
  const owned = await store.takeOver(4, logA);
  expect(owned).toEqual({ version: '1', paused: false, progress: freshProgress(logA) });
  const commit = read(
    owned,
    fix(1),
    raw('junk', 2),
    fix(3, { sequence: 1 }),
    raw(null, 100),
    pulse(101),
    raw('{"type":"Any"}', 200),
  );
  expect(await store.commit(4, owned.version, commit)).toBe('committed');
  const { logId, after, closedThroughMs, resume, counts, rejectedByReason } = commit;
  const next = await store.takeOver(4, logB);
  expect(next).toEqual({
    version: '2',
    paused: false,
    progress: { logId, after, closedThroughMs, resume, counts, rejectedByReason },
  });
});

test('a fresh log that has been read to its end without a record can be committed', async () => {
  const store = postgresStore(database);
  const owned = await store.takeOver(4, logA);
  expect(await store.commit(4, owned.version, read(owned))).toBe('committed');
  expect((await store.takeOver(4, logB)).progress).toEqual(freshProgress(logA));
});

test('X2 an earlier owner changes nothing: no progress, no window, no rejected event', async () => {
  const store = postgresStore(database);
  const earlier = await store.takeOver(0, logA);
  await store.takeOver(0, logA);
  const commit = { ...read(earlier, raw('junk'), fix(1)), closed: windows(3) };
  expect(await store.commit(0, earlier.version, commit)).toBe('fenced');
  expect(await database.speedWindow.count()).toBe(0);
  expect(await database.rejectedEvent.count()).toBe(0);
  expect(await database.partitionProgress.findFirst()).toMatchObject({ read: 0n, version: 2n });
});

test('X1 a commit is done wholly or not at all', async () => {
  const store = postgresStore(database);
  const owned = await store.takeOver(0, logA);
  const commit = { ...read(owned, fix(1)), closed: [...windows(1), ...windows(1)] };
  await expect(store.commit(0, owned.version, commit)).rejects.toThrow();
  expect(await database.speedWindow.count()).toBe(0);
  expect((await store.takeOver(0, logA)).progress).toEqual(freshProgress(logA));
});

test('10,000 windows of drivers with any names go in one statement', async () => {
  const store = postgresStore(database);
  const owned = await store.takeOver(0, logA);
  const names = ['__proto__', `O'Hara`, 'a"b\\c', '{x,y}', 'NULL', '😀', ' ', 'x'.repeat(128)];
  const closed = windows(10_000).map((window, i) => ({ ...window, driverId: names[i] ?? window.driverId }));
  expect(await store.commit(0, owned.version, { ...read(owned, fix(1)), closed })).toBe('committed');
  const rows = await database.speedWindow.findMany({ omit: { logId: true, partition: true } });
  const byDriver = (a: { driverId: string }, b: { driverId: string }) => (a.driverId < b.driverId ? -1 : 1);
  expect(rows.map((row) => ({ ...row, windowStartMs: Number(row.windowStartMs) })).sort(byDriver)).toEqual(
    [...closed].sort(byDriver),
  );
});

test('X1 W16 commits add to the sums by street and by cell, exactly; an earlier owner adds nothing', async () => {
  const store = postgresStore(database);
  const earlier = await store.takeOver(0, logA);
  const owned = await store.takeOver(0, logA);
  const places = {
    city: 'montevideo',
    streets: [
      {
        windowStartMs: t0,
        street: `O'Hara "x" \\{,}`,
        limitKmh: 45,
        distanceMm: 2 ** 40 + 1,
        timeMs: 3,
        overMs: 1,
      },
      { windowStartMs: t0, street: '', limitKmh: 0, distanceMm: 5, timeMs: 7, overMs: 0 },
    ],
    cells: [{ windowStartMs: t0, x: 45_074, y: 79_043, distanceMm: 6, timeMs: 10 }],
    speeding: [
      {
        driverId: 'ana',
        windowStartMs: t0,
        street: '8 de Octubre',
        limitKmh: 45,
        untilMs: [0, 1_000],
        timeMs: [900, 1_000],
        distanceMm: [20_000, 21_000],
      },
    ],
  };
  const commit = { ...read(owned, fix(1)), places };
  expect(await store.commit(0, owned.version, commit)).toBe('committed');
  expect(await store.commit(0, earlier.version, commit)).toBe('fenced');
  const more = { ...places, streets: places.streets.slice(0, 1), speeding: [] };
  expect(await store.commit(0, owned.version, { ...commit, places: more })).toBe('committed');

  const omit = { logId: true, partition: true } as const;
  const streets = await database.streetSpeed.findMany({ omit, orderBy: { limitKmh: 'desc' } });
  const big = 2n ** 41n + 2n;
  expect(streets).toEqual([
    { ...places.streets[0], windowStartMs: BigInt(t0), distanceMm: big, timeMs: 6n, overMs: 2n },
    { ...places.streets[1], windowStartMs: BigInt(t0), distanceMm: 5n, timeMs: 7n, overMs: 0n },
  ]);
  expect(await database.cellSpeed.findMany({ omit })).toEqual([
    { windowStartMs: BigInt(t0), x: 45_074, y: 79_043, distanceMm: 12n, timeMs: 20n },
  ]);
  expect(await database.speedingWindow.findMany({ omit })).toEqual([
    { ...places.speeding[0], windowStartMs: BigInt(t0) },
  ]);
  expect(await database.partitionProgress.findFirst()).toMatchObject({ city: 'montevideo' });
});

test('D2 rejected events are kept whole, whatever their bytes, and trimmed to the newest thousand', async () => {
  const store = postgresStore(database);
  const owned = await store.takeOver(0, logA);
  const bytes = new Uint8Array([0, 255, 10, 0]);
  const bad = Array.from({ length: 1_200 }, (_, i) => raw(bytes, i / 100, i % 2 === 0 ? null : 'key'));
  await store.commit(0, owned.version, read(owned, raw('{"type":"LocationUpdated","\0":1}'), ...bad));
  expect(await database.rejectedEvent.count()).toBe(1_000);
  const [newest] = await database.rejectedEvent.findMany({ orderBy: { arrivalMs: 'desc' }, take: 1 });
  expect(newest).toMatchObject({
    position: '1200',
    reason: 'not_utf8',
    value: bytes,
    key: new TextEncoder().encode('key'),
  });

  const second = await store.takeOver(1, logB);
  await store.commit(1, second.version, read(second, ...bad.slice(0, 300)));
  await postgresRetention(database).trimRejected();
  expect(await database.rejectedEvent.count()).toBe(1_000);
  expect(await database.rejectedEvent.count({ where: { partition: 1 } })).toBeGreaterThan(0);
});

test('X5 the row turns to another log and the windows of the one before stay under their own', async () => {
  const store = postgresStore(database);
  const owned = await store.takeOver(0, logA);
  await store.commit(0, owned.version, { ...read(owned, fix(1)), closed: windows(2) });
  const empty = {
    ...freshProgress(logB),
    openFromMs: null,
    atEnd: false,
    closed: [],
    rejected: [],
    places: null,
  };
  expect(await store.commit(0, owned.version, empty)).toBe('committed');
  expect((await store.takeOver(0, logA)).progress).toEqual(freshProgress(logB));
  expect(await database.speedWindow.count({ where: { logId: logA } })).toBe(2);
});

describe('an owner that stalled in the database', () => {
  test('X2 whose statement waits while another takes over writes nothing', async () => {
    const store = postgresStore(database);
    const owned = await store.takeOver(0, logA);
    let commit: Promise<unknown> = Promise.resolve();
    await database.$transaction(async (other) => {
      await other.$executeRaw`UPDATE partition_progress SET version = version + 1 WHERE partition = 0`;
      commit = store.commit(0, owned.version, { ...read(owned, fix(1)), closed: windows(3) });
      // The commit is waiting for the row's lock before this transaction ends.
      while (!(await isWaiting(other))) {}
    });
    expect(await commit).toBe('fenced');
    expect(await database.speedWindow.count()).toBe(0);
  });

  test('D3 waits for a lock for 3 s at most, then nobody knows and it is told so', async () => {
    const url = await currentUrl();
    const bounded = openDatabase(url, { poolSize: 1, statementTimeoutMs: 300 });
    const owned = await postgresStore(database).takeOver(0, logA);
    await database.$transaction(async (other) => {
      await other.$executeRaw`SELECT 1 FROM partition_progress WHERE partition = 0 FOR UPDATE`;
      await expect(postgresStore(bounded).commit(0, owned.version, read(owned, fix(1)))).rejects.toThrow(
        /timeout/,
      );
    });
    await bounded.$disconnect();
  });
});

test('a pause is known to those who take over within a minute, until it ends', async () => {
  const store = postgresStore(database);
  const takeOver = async () => (await store.takeOver(0, logA)).paused;
  expect(await takeOver()).toBe(false);
  await store.notePaused(true);
  expect(await takeOver()).toBe(true);
  await database.$executeRaw`UPDATE partition_progress SET paused_at = paused_at - interval '61 seconds'`;
  expect(await takeOver()).toBe(false);
  await store.notePaused(true);
  await store.notePaused(false);
  expect(await takeOver()).toBe(false);
});

describe('W2 retention', () => {
  const later = t0 + 300_000 - (t0 % 300_000);

  test('turns the oldest five minutes into sums, once, and keeps what is younger', async () => {
    const store = postgresStore(database);
    const retention = postgresRetention(database);
    const owned = await store.takeOver(0, logA);
    const closed = [...windows(2, later), ...windows(2, later + 10_000), ...windows(1, later + 300_000)];
    await store.commit(0, owned.version, { ...read(owned, fix(1)), closed });
    expect(await retention.rollUpOldest(0, later)).toBe(false);
    expect(await retention.rollUpOldest(0, later + 300_000)).toBe(true);
    expect(await retention.rollUpOldest(0, later + 300_000)).toBe(false);
    expect(await database.speedWindow.count()).toBe(1);
    const sums = await database.speedRollup.findMany({ orderBy: { driverId: 'asc' } });
    expect(sums).toMatchObject([
      {
        driverId: 'driver 0',
        windowStartMs: BigInt(later),
        distanceM: 200 / 3,
        timeS: 19.998,
        fixes: 20,
        outliers: 2,
        partial: true,
      },
      { driverId: 'driver 1', distanceM: 50, partial: false },
    ]);
    await retention.dropRollups(0, later);
    expect(await database.speedRollup.count()).toBe(2);
    await retention.dropRollups(0, later + 1);
    expect(await database.speedRollup.count()).toBe(0);
  });

  test('W16 turns the oldest hour of sums by street and by cell into one, and loses nothing', async () => {
    const hour = t0 + 3_600_000 - (t0 % 3_600_000);
    for (const partition of [0, 1]) {
      await database.$executeRaw`
        INSERT INTO street_speed
        SELECT ${partition}, ${BigInt(hour)}::bigint + 300000 * i, ${logA}::uuid, 's' || i % 2, 45, 10 + i, 20, 1
        FROM generate_series(0, 13) i`;
      await database.$executeRaw`
        INSERT INTO cell_speed
        SELECT ${partition}, ${BigInt(hour)}::bigint + 300000 * i, ${logA}::uuid, 1, 2, 10 + i, 20
        FROM generate_series(0, 13) i`;
    }
    const retention = postgresRetention(database);
    expect(await retention.rollUpOldestPlaces(0, hour)).toBe(false);
    expect(await retention.rollUpOldestPlaces(0, hour + 3_600_000)).toBe(true);
    expect(await retention.rollUpOldestPlaces(0, hour + 3_600_000)).toBe(false);
    const sum = { windowStartMs: BigInt(hour), partition: 0 };
    expect(
      await database.streetRollup.findMany({ omit: { logId: true }, orderBy: { street: 'asc' } }),
    ).toEqual([
      { ...sum, street: 's0', limitKmh: 45, distanceMm: 90n, timeMs: 120n, overMs: 6n },
      { ...sum, street: 's1', limitKmh: 45, distanceMm: 96n, timeMs: 120n, overMs: 6n },
    ]);
    expect(await database.cellRollup.findMany({ omit: { logId: true } })).toEqual([
      { ...sum, x: 1, y: 2, distanceMm: 186n, timeMs: 240n },
    ]);
    expect([await database.streetSpeed.count(), await database.cellSpeed.count()]).toEqual([16, 16]);
    await retention.dropRollups(0, hour + 1);
    expect([await database.streetRollup.count(), await database.cellRollup.count()]).toEqual([0, 0]);
  });

  test('cuts at whole five minutes, 48 hours and 30 days behind', () => {
    const closedThroughMs = later + 299_999;
    expect(retentionCuts(closedThroughMs)).toEqual({
      baseMs: later - 48 * 3_600_000,
      placesMs: Math.floor(later / 3_600_000 - 48) * 3_600_000,
      rollupMs: later - 30 * 24 * 3_600_000,
    });
  });
});

async function isWaiting(other: Pick<Database, '$queryRaw'>): Promise<boolean> {
  const [{ waiting }] = await other.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted`;
  return waiting > 0;
}

/** An address of the scratch database for a client with options of its own. */
async function currentUrl(): Promise<string> {
  await database.$executeRaw`CREATE ROLE other SUPERUSER LOGIN PASSWORD 'other'`;
  const [{ port }] = await database.$queryRaw<{ port: number }[]>`SELECT inet_server_port() AS port`;
  return `postgresql://other:other@127.0.0.1:${port}/postgres`;
}
