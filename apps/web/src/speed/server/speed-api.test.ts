import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@rumo/database/open';
import { openScratchDatabase } from '@rumo/database/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  CellsAnswer,
  CountsAnswer,
  DistributionAnswer,
  DriverAnswer,
  DriversAnswer,
  ErrorAnswer,
  FleetAnswer,
  SparklinesAnswer,
  SpeedingAnswer,
  StreetSpeedsAnswer,
} from '../api-answers.ts';

const unknownMotion = { movingS: null, idleS: null, stoppedS: null };
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
    TRUNCATE partition_progress, speed_window, speed_rollup, true_speed_window, rejected_event,
      street_speed, street_rollup, cell_speed, cell_rollup, speeding_window`;
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
      {
        ...{ startMs: t0 + 30_000, p5: 36, p50: 36, p95: 36, drivers: 1, provisional: false },
        ...unknownMotion,
      },
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
      rows: [{ driverId: 'a', meanKmh: 36, distanceM: 100, timeS: 10, partial: false, ...unknownMotion }],
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

describe('streets, cells and speeding', () => {
  const none = { enriched: false, rows: [] };

  test('W16 where nothing is summed by street and cell the answers are empty and say so', async () => {
    expect((await get<StreetSpeedsAnswer>('streets')).body).toMatchObject({
      startMs: null,
      ...none,
      next: null,
    });
    await progress(0, t0 + 300_000);
    await insert('a', 0, [0], 100, 10);
    expect((await get<StreetSpeedsAnswer>('streets')).body).toMatchObject({
      startMs: t0,
      ...none,
      next: null,
    });
    expect((await get<CellsAnswer>('cells')).body).toMatchObject({ startMs: t0, zoom: 17, ...none });
    expect((await get<SpeedingAnswer>('speeding')).body).toMatchObject({ toMs: t0 + 10_000, ...none });
  });

  test('W16 the newest complete 5 min by street and by cell, in pages', async () => {
    await enrich();
    const { body } = await get<StreetSpeedsAnswer>('streets?limit=1');
    expect(body).toEqual({
      ...{ windowMs: 300_000, startMs: t0, provisional: false, enriched: true, next: 'Rambla' },
      rows: [{ street: 'Rambla', meanKmh: 36, limitKmh: 60, distanceM: 100, timeS: 10, overS: 2 }],
    });
    const second = await get<StreetSpeedsAnswer>(`streets?limit=1&at=${t0}&after=Rambla`);
    expect(second.body).toMatchObject({ rows: [{ street: '8 de Octubre' }], next: null });
    const slowest = await get<StreetSpeedsAnswer>('streets?sort=speed&order=asc');
    expect(slowest.body.rows.map(({ street }) => street)).toEqual(['8 de Octubre', 'Rambla']);
    const cells = await get<CellsAnswer>('cells?window=1h');
    expect(cells.body).toMatchObject({ windowMs: 3_600_000, rows: [{ x: 1, y: 2, meanKmh: 18 }] });
  });

  test('W17 speeding comes newest first, and page after page', async () => {
    await enrich();
    const first = await get<SpeedingAnswer>('speeding?minS=1&limit=1');
    expect(first.body).toEqual({
      ...{ enriched: true, fromMs: t0 - 600_000, toMs: t0 + 300_000, overKmh: 10, minS: 1 },
      rows: [
        {
          ...{ driverId: 'b~', street: null, limitKmh: 45 },
          ...{ fromMs: t0 + 12_000, toMs: t0 + 14_000, overS: 2, maxKmh: 72 },
        },
      ],
      next: `${t0 + 12_000}~b~`,
    });
    const { fromMs, toMs, next } = first.body;
    const second = await get<SpeedingAnswer>(
      `speeding?minS=1&limit=1&from=${fromMs}&to=${toMs}&after=${next}`,
    );
    expect(second.body).toMatchObject({ rows: [{ driverId: 'a', street: 'Rambla' }], next: null });
    expect((await get<SpeedingAnswer>('speeding?minS=1&overKmh=20&driver=a')).body.rows).toEqual([]);
    expect((await get<ErrorAnswer>('speeding?overKmh=4&after=x')).body.problems).toHaveLength(2);
  });

  test('W2 hopping windows of the fleet and of a driver start at each hop', async () => {
    await progress(0, t0 + 60_000);
    await insert('a', 0, [0, 10_000, 20_000, 30_000, 40_000, 50_000], 100, 10);
    const asked = `window=30s&hop=10s&from=${t0}&to=${t0 + 60_000}`;
    const fleet = await get<FleetAnswer>(`fleet?${asked}`);
    expect(fleet.body.windows.map(({ startMs, provisional }) => [startMs - t0, provisional])).toEqual([
      [0, false],
      [10_000, false],
      [20_000, false],
      [30_000, false],
      [40_000, true],
      [50_000, true],
    ]);
    const driver = await get<DriverAnswer>(`drivers/{id}?${asked}`, 'a');
    expect(driver.body.windows.map(({ distanceM }) => distanceM)).toEqual([300, 300, 300, 300, 200, 100]);
    const drivers = await get<DriversAnswer>('drivers?window=30s&hop=10s');
    expect(drivers.body).toMatchObject({ startMs: t0 + 30_000, rows: [{ distanceM: 300 }] });
    const within = await get<DriversAnswer>(`drivers?window=30s&hop=10s&at=${t0 + 15_000}`);
    expect(within.body).toMatchObject({ startMs: t0 + 10_000, rows: [{ distanceM: 300 }] });
    expect((await get<ErrorAnswer>('fleet?window=10s&hop=30s')).status).toBe(400);
  });

  test('each table can be had as CSV, with the address of its next page', async () => {
    await enrich();
    await insert('=1+1', 0, [0], 50, 10);
    const csv = async (path: string, id?: string) => {
      const { GET } = await routes[path.split('?')[0]]();
      const request = new Request(`http://localhost/api/speed/${path}`);
      const response = await GET(request, context(id === undefined ? {} : { id }));
      const text = await response.text();
      return { text, lines: text.split('\r\n'), headers: response.headers };
    };
    const drivers = await csv(`drivers?format=csv&at=${t0}&limit=1`);
    expect(drivers.text).toBe(
      `windowMs,startMs,driverId,meanKmh,distanceM,timeS,movingS,idleS,stoppedS,partial\r\n10000,${t0},'=1+1,18,50,10,,,,false\r\n`,
    );
    expect(drivers.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(drivers.headers.get('content-disposition')).toBe('attachment; filename="rumo-drivers.csv"');
    const link = drivers.headers.get('link') ?? '';
    const next = await csv(link.slice(link.indexOf('drivers?'), link.indexOf('>')));
    expect([next.lines[1].split(',')[2], next.headers.get('link')]).toEqual(['a', null]);
    for (const path of ['fleet?', 'streets?', 'cells?', 'speeding?minS=1&']) {
      const { lines } = await csv(`${path}format=csv`);
      const widths = lines.slice(0, -1).map((line) => line.split(',').length);
      expect([path, lines.length > 2, new Set(widths).size]).toEqual([path, true, 1]);
    }
    expect((await csv('drivers/{id}?format=csv', 'a')).lines).toHaveLength(3);
    expect((await csv('fleet?format=xml')).text).toContain('wants one of json, csv');
  });

  /** Five minutes of one driver beside sums by place and two pieces of speeding. */
  async function enrich(): Promise<void> {
    await progress(0, t0 + 300_000);
    await database.partitionProgress.updateMany({ data: { city: 'montevideo' } });
    await insert('a', 0, [0], 100, 10);
    await insert('last', 0, [290_000], 100, 10);
    const sum = { partition: 0, logId: log, windowStartMs: BigInt(t0) };
    await database.streetSpeed.createMany({
      data: [
        { ...sum, street: 'Rambla', limitKmh: 60, distanceMm: 100_000n, timeMs: 10_000n, overMs: 2_000n },
        { ...sum, street: '8 de Octubre', limitKmh: 45, distanceMm: 10_000n, timeMs: 9_000n, overMs: 0n },
        { ...sum, street: '', limitKmh: 0, distanceMm: 10_000n, timeMs: 90_000n, overMs: 0n },
      ],
    });
    await database.cellSpeed.create({ data: { ...sum, x: 1, y: 2, distanceMm: 50_000n, timeMs: 10_000n } });
    const two = { untilMs: [3_000, 4_000], timeMs: [1_000, 1_000] };
    await database.speedingWindow.createMany({
      data: [
        { ...sum, ...two, driverId: 'a', street: 'Rambla', limitKmh: 60, distanceMm: [20_000, 20_000] },
        {
          ...{ ...sum, ...two, driverId: 'b~', street: '', limitKmh: 45, distanceMm: [20_000, 20_000] },
          windowStartMs: BigInt(t0 + 10_000),
        },
      ],
    });
  }
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
  streets: () => import('../../app/api/speed/streets/route.ts'),
  cells: () => import('../../app/api/speed/cells/route.ts'),
  speeding: () => import('../../app/api/speed/speeding/route.ts'),
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
