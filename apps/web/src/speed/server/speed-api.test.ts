import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@rumo/database/open';
import { openScratchDatabase } from '@rumo/database/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  CountsAnswer,
  DistributionAnswer,
  DriverAnswer,
  DriversAnswer,
  ErrorAnswer,
  FleetAnswer,
  SparklinesAnswer,
} from '../api-answers.ts';

const t0 = 1_780_000_200_000 - (1_780_000_200_000 % 3_600_000);

/** Another one for each test: what is kept of closed windows is kept by their log. */
let log: string;
let database: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  const scratch = await openScratchDatabase();
  close = scratch.close;
  process.env.DATABASE_URL = scratch.url;
  database = openDatabase(scratch.url);
}, 60_000);
afterAll(async () => {
  await database?.$disconnect();
  await close?.();
});
beforeEach(async () => {
  log = randomUUID();
  await database.$executeRaw`
    TRUNCATE partition_progress, speed_window, speed_rollup, true_speed_window, rejected_event`;
});

describe('GET /api/speed/fleet', () => {
  test('without anything in the database there is nothing, and no error', async () => {
    expect(await get<FleetAnswer>('fleet')).toEqual({
      status: 200,
      body: { windowMs: 10_000, completeThroughMs: null, windows: [], next: null },
    });
    expect((await get<DriversAnswer>('drivers')).body).toMatchObject({ startMs: null, rows: [], next: null });
    expect((await get<DistributionAnswer>('distribution')).body).toMatchObject({ startMs: null, bins: [] });
    expect((await get<CountsAnswer>('counts')).body).toMatchObject({ read: 0, newestRejected: [] });
  });

  test('W14 a longer window is provisional until its last base window is complete', async () => {
    await progress(0, t0 + 60_000);
    await progress(1, t0 + 50_000);
    await insert('a', 0, [0, 10_000, 20_000, 30_000, 40_000, 50_000], 100, 10);
    const { body } = await get<FleetAnswer>('fleet?window=30s');
    expect(body.completeThroughMs).toBe(t0 + 50_000);
    expect(body.windows.map((window) => [window.startMs - t0, window.provisional])).toEqual([
      [0, false],
      [30_000, true],
    ]);
    await database.partitionProgress.update({
      where: { partition: 1 },
      data: { closedThroughMs: BigInt(t0 + 60_000) },
    });
    const later = await get<FleetAnswer>('fleet?window=30s');
    expect(later.body.windows.map((window) => window.provisional)).toEqual([false, false]);
  });

  test('W2 from and to choose windows by their start, and each is whole', async () => {
    await progress(0, t0 + 120_000);
    await insert('a', 0, [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000], 100, 10);
    const { body } = await get<FleetAnswer>(`fleet?window=30s&from=${t0 + 30_000}&to=${t0 + 60_000}`);
    expect(body.windows).toEqual([
      { startMs: t0 + 30_000, p5: 36, p50: 36, p95: 36, drivers: 1, provisional: false },
    ]);
  });

  test('W6 what was kept of closed windows equals what is read anew', async () => {
    await progress(0, t0 + 20_000);
    await insert('a', 0, [0, 10_000, 20_000], 100, 10);
    const first = await get<FleetAnswer>('fleet');
    await insert('b', 0, [20_000], 50, 10);
    const second = await get<FleetAnswer>('fleet');
    expect(second.body.windows.slice(0, 2)).toEqual(first.body.windows.slice(0, 2));
    expect(second.body.windows[2].drivers).toBe(2);
  });
});

describe('GET /api/speed/drivers', () => {
  test('without `at` it is the newest complete window', async () => {
    await progress(0, t0 + 20_000);
    await insert('a', 0, [0, 10_000, 20_000], 100, 10);
    expect((await get<DriversAnswer>('drivers')).body).toEqual({
      windowMs: 10_000,
      startMs: t0 + 10_000,
      provisional: false,
      rows: [{ driverId: 'a', meanKmh: 36, distanceM: 100, timeS: 10, partial: false }],
      next: null,
    });
  });

  test('pages cover each of 2,500 drivers once', async () => {
    await progress(0, t0 + 10_000);
    await database.$executeRaw`
      INSERT INTO speed_window
      SELECT ${log}::uuid, 0, 'driver-' || d, ${BigInt(t0)}::bigint, d, 10, 10, 0, false
      FROM generate_series(1, 2500) d`;
    const seen = new Set<string>();
    let rows = 0;
    let after: string | null | undefined;
    while (after !== null) {
      const cursor = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
      const page: { body: DriversAnswer } = await get(`drivers?at=${t0}${cursor}`);
      for (const row of page.body.rows) seen.add(row.driverId);
      rows += page.body.rows.length;
      after = page.body.next;
    }
    expect([rows, seen.size]).toEqual([2_500, 2_500]);
  });

  test('one driver has its windows beside its odometer, an unknown one is 404', async () => {
    await progress(0, t0 + 20_000);
    await insert('a b/c', 0, [0, 10_000], 100, 10);
    await database.trueSpeedWindow.create({
      data: { driverId: 'a b/c', windowStartMs: BigInt(t0), distanceM: 90, timeS: 10 },
    });
    const { body } = await get<DriverAnswer>('drivers/{id}', 'a b/c');
    expect(body.windows.map((window) => [window.meanKmh, window.trueKmh, window.comparable])).toEqual([
      [36, 32.4, true],
      [36, null, false],
    ]);
    const unknown = await get<ErrorAnswer>('drivers/{id}', `'; DROP TABLE speed_window; --`);
    expect(unknown.status).toBe(404);
    expect(await database.speedWindow.count()).toBe(2);
  });

  test('sparklines of several drivers stand on one row of times, with holes where there is no window', async () => {
    await progress(0, t0 + 30_000);
    await insert('a', 0, [0, 20_000], 100, 10);
    const { body } = await get<SparklinesAnswer>(
      `sparklines?at=${t0 + 20_000}&points=3&driver=a&driver=nobody`,
    );
    expect(body).toEqual({
      windowMs: 10_000,
      startsMs: [t0, t0 + 10_000, t0 + 20_000],
      rows: [
        { driverId: 'a', meanKmh: [36, null, 36] },
        { driverId: 'nobody', meanKmh: [null, null, null] },
      ],
    });
  });
});

describe('what cannot be answered', () => {
  test('D2 bad parameters are refused with all that is wrong', async () => {
    for (const path of ['fleet', 'drivers', 'distribution', 'accuracy']) {
      const { status, body } = await get<ErrorAnswer>(`${path}?window=7s`);
      expect([path, status]).toEqual([path, 400]);
      expect(body.error).toContain('window="7s"');
    }
    const { body } = await get<ErrorAnswer>('drivers/{id}?window=7s&from=x', 'a'.repeat(200));
    expect(body.problems?.map((problem) => problem.parameter)).toEqual(['id', 'window', 'from']);
  });

  test('a range of too many windows comes in pages', async () => {
    await progress(0, t0 + 100_000_000);
    await insert('a', 0, [0, 100_000_000], 100, 10);
    const first = await get<FleetAnswer>(`fleet?from=${t0}&to=${t0 + 200_000_000}`);
    expect(first.body.windows.map((window) => window.startMs)).toEqual([t0]);
    expect(first.body.next).toBe(t0 + 50_000_000);
    const second = await get<FleetAnswer>(`fleet?from=${first.body.next}&to=${t0 + 200_000_000}`);
    expect(second.body.next).toBe(t0 + 100_000_000);
    const third = await get<FleetAnswer>(`fleet?from=${second.body.next}&to=${t0 + 200_000_000}`);
    expect(third.body.windows.map((window) => window.startMs)).toEqual([t0 + 100_000_000]);
    expect(third.body.next).toBeNull();
  });

  test('D3 a query that fails is 503 with a sentence, and the next one is answered again', async () => {
    await database.$executeRaw`ALTER TABLE partition_progress RENAME TO gone`;
    const { status, body } = await get<ErrorAnswer>('fleet');
    await database.$executeRaw`ALTER TABLE gone RENAME TO partition_progress`;
    expect(status).toBe(503);
    expect(body.error).toContain('migrations');
    expect(body.sinceMs).toBeLessThanOrEqual(Date.now());
    expect((await get<FleetAnswer>('fleet')).status).toBe(200);
  });

  test('D3 an answer without the database says when to ask again and holds no stack', async () => {
    await database.$executeRaw`ALTER TABLE partition_progress RENAME TO gone`;
    const { GET } = await routes.fleet();
    const response = await GET(new Request('http://localhost/api/speed/fleet'), context({}));
    await database.$executeRaw`ALTER TABLE gone RENAME TO partition_progress`;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '3']);
    expect(await response.text()).not.toMatch(/Prisma|\bat \w|\.ts/);
  });
});

describe('versions of answers', () => {
  const tagOf = async (path: string) => {
    const { GET } = await routes[path.split('?')[0]]();
    return (await GET(new Request(`http://localhost/api/speed/${path}`), context({}))).headers.get('etag');
  };

  test('W6 a tag changes when a window has closed, and not before', async () => {
    await progress(0, t0 + 20_000);
    await insert('a', 0, [0, 10_000], 100, 10);
    const paths = ['fleet', 'drivers', 'distribution', 'sparklines?driver=a'];
    for (const path of paths) {
      const before = await tagOf(path);
      expect([path, await tagOf(path)]).toEqual([path, before]);
      await database.partitionProgress.update({
        where: { partition: 0 },
        data: { closedThroughMs: { increment: 10_000 } },
      });
      expect([path, (await tagOf(path)) === before]).toEqual([path, false]);
    }
  });

  test('W2 a tag of a range changes when its base windows have become a sum', async () => {
    await progress(0, t0 + 600_000);
    await insert('a', 0, [0, 300_000], 100, 10);
    const path = `fleet?from=${t0}&to=${t0 + 600_000}`;
    const before = await tagOf(path);
    await database.$executeRaw`
      INSERT INTO speed_rollup VALUES (${log}::uuid, 0, 'a', ${BigInt(t0)}::bigint, 100, 10, 10, 0, false)`;
    await database.$executeRaw`DELETE FROM speed_window WHERE window_start_ms = ${BigInt(t0)}::bigint`;
    expect(await tagOf(path)).not.toBe(before);
  });
});

const context = (params: Readonly<Record<string, string>>) => ({ params: Promise.resolve(params) });

/** Calls a route's GET as Next does; `id` is the driver of drivers/{id}. */
async function get<T>(path: string, id?: string): Promise<{ status: number; body: T }> {
  const name = path.split('?')[0] as keyof typeof routes;
  const { GET } = await routes[name]();
  const request = new Request(`http://localhost/api/speed/${path}`);
  const params: Readonly<Record<string, string>> = id === undefined ? {} : { id };
  const response = await GET(request, { params: Promise.resolve(params) });
  return { status: response.status, body: (await response.json()) as T };
}

const routes = {
  fleet: () => import('../../app/api/speed/fleet/route.ts'),
  drivers: () => import('../../app/api/speed/drivers/route.ts'),
  'drivers/{id}': () => import('../../app/api/speed/drivers/[id]/route.ts'),
  distribution: () => import('../../app/api/speed/distribution/route.ts'),
  sparklines: () => import('../../app/api/speed/sparklines/route.ts'),
  accuracy: () => import('../../app/api/speed/accuracy/route.ts'),
  counts: () => import('../../app/api/speed/counts/route.ts'),
} as unknown as Record<
  string,
  () => Promise<{
    GET: (
      request: Request,
      context: { params: Promise<Readonly<Record<string, string>>> },
    ) => Promise<Response>;
  }>
>;

async function progress(partition: number, closedThroughMs: number): Promise<void> {
  await database.partitionProgress.create({
    data: { partition, logId: log, closedThroughMs: BigInt(closedThroughMs) },
  });
}

async function insert(
  driverId: string,
  partition: number,
  at: readonly number[],
  distanceM: number,
  timeS: number,
): Promise<void> {
  await database.speedWindow.createMany({
    data: at.map((ms) => ({
      logId: log,
      partition,
      driverId,
      windowStartMs: BigInt(t0 + ms),
      distanceM,
      timeS,
      fixes: 10,
      outliers: 0,
      partial: false,
    })),
  });
}
