import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import {
  cellSpeeds,
  cellSpeedsSql,
  type StreetsPage,
  streetSpeeds,
  streetSpeedsSql,
} from './place-speeds.ts';
import { openScratchDatabase } from './scratch-postgres.ts';
import { type SpeedingQuestion, speedingEpisodes, speedingEpisodesSql } from './speeding-episodes.ts';

const logId = '00000000-0000-4000-8000-00000000000a';
const oldLogId = '00000000-0000-4000-8000-00000000000b';
/** A multiple of an hour. */
const t0 = 1_780_000_200_000 - (1_780_000_200_000 % 3_600_000);

let database: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ database, close } = await openScratchDatabase());
  for (const partition of [0, 1]) await database.partitionProgress.create({ data: { partition, logId } });
}, 60_000);
afterAll(() => close?.());
beforeEach(async () => {
  await database.$executeRaw`TRUNCATE street_speed, street_rollup, cell_speed, cell_rollup, speeding_window`;
});

test('W16 a street is summed over partitions and limits, of the current log alone', async () => {
  await database.streetSpeed.createMany({
    data: [
      street('Rambla', 60, 1_000, 100, { partition: 0, overMs: 40n }),
      street('Rambla', 60, 500, 50, { partition: 1 }),
      street('Rambla', 45, 100, 90),
      street('Rambla', 60, 9_999, 9, { logId: oldLogId }),
      street('Rambla', 60, 9_999, 9, { windowStartMs: BigInt(t0 + 300_000) }),
      street('', 0, 7, 7),
    ],
  });
  expect(await streetSpeeds(database, page({}))).toEqual({
    rows: [{ street: 'Rambla', limitKmh: 60, meanKmh: 24, distanceM: 1.6, timeS: 0.24, overS: 0.04 }],
    next: null,
  });
});

test('W16 an hour is its sums of 5 min, or the sum of 1 h that took their place', async () => {
  await database.streetSpeed.create({
    data: street('a', 45, 100, 10, { windowStartMs: BigInt(t0 + 3_300_000) }),
  });
  await database.streetRollup.create({ data: street('a', 45, 1_000, 100) });
  await database.cellSpeed.create({ data: cell(1, 2, 100, 10) });
  await database.cellRollup.create({ data: cell(1, 2, 1_000, 100) });
  const { rows } = await streetSpeeds(database, page({ windowMs: 3_600_000 }));
  expect(rows).toMatchObject([{ street: 'a', distanceM: 1.1, timeS: 0.11 }]);
  expect(await cellSpeeds(database, { windowMs: 3_600_000, startMs: t0 })).toEqual([
    { x: 1, y: 2, meanKmh: 36, distanceM: 1.1, timeS: 0.11 },
  ]);
  expect(await cellSpeeds(database, { windowMs: 300_000, startMs: t0 })).toMatchObject([{ distanceM: 0.1 }]);
});

test('pages of streets cover each once, in every order', async () => {
  const names = Array.from({ length: 23 }, (_, i) => `calle ${(i * 7) % 23}`);
  await database.streetSpeed.createMany({
    data: names.map((name, i) => street(name, 45, i % 5, i % 4, { overMs: BigInt(i % 3) })),
  });
  const value = {
    time: (row: Row) => row.timeS,
    speed: (row: Row) => row.meanKmh ?? (Number.NaN as number),
    over: (row: Row) => row.overS,
    name: () => 0,
  };
  for (const sort of ['time', 'speed', 'over', 'name'] as const) {
    for (const descending of [true, false]) {
      const seen: Row[] = [];
      for (let after: string | null = null; ; ) {
        const answer: Awaited<ReturnType<typeof streetSpeeds>> = await streetSpeeds(
          database,
          page({ sort, descending, after, limit: 5 }),
        );
        seen.push(...answer.rows);
        after = answer.next;
        if (after === null) break;
      }
      expect(seen.map(({ street }) => street).sort()).toEqual([...names].sort());
      const values = seen.map(value[sort]).filter((each) => !Number.isNaN(each));
      expect(values).toEqual([...values].sort((a, b) => (descending ? b - a : a - b)));
    }
  }
  expect((await streetSpeeds(database, page({ after: 'nowhere' }))).rows).toEqual([]);
});

test('W17 segments on one street less than 10 s apart are one episode, whatever windows they are in', async () => {
  // A second each; 60 and 52 km/h under a limit of 45.
  await pieces('ana', 'Rambla', [
    [8, 60],
    [9, 60],
    [11, 60],
    [20.999, 60],
    [40, 52],
    [41, 60],
  ]);
  await pieces('bob', '', [[30, 60]]);
  expect(await episodes({ overKmh: 10 })).toEqual([
    ['ana', 'Rambla', 40, 41, 1],
    ['bob', null, 29, 30, 1],
    ['ana', 'Rambla', 7, 20.999, 4],
  ]);
  expect(await episodes({ overKmh: 5, driverId: 'ana' })).toEqual([
    ['ana', 'Rambla', 39, 41, 2],
    ['ana', 'Rambla', 7, 20.999, 4],
  ]);
  expect(await episodes({ overKmh: 5, minS: 3 })).toEqual([['ana', 'Rambla', 7, 20.999, 4]]);
  expect(await episodes({ overKmh: 15.1 })).toEqual([]);
  const { rows } = await speedingEpisodes(database, question({ overKmh: 5, minS: 2, driverId: 'ana' }));
  expect(rows[0].maxKmh).toBeCloseTo(60, 2);
});

test('W17 episodes at any threshold are those found by walking over the segments', async () => {
  const step = fc.record({
    later: fc.constantFrom(1, 1, 1, 3, 9, 10, 11, 40),
    kmh: fc.integer({ min: 51, max: 80 }),
    street: fc.constantFrom('a', 'b'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.constantFrom(5, 12.5, 20),
      fc.constantFrom(0, 2, 3),
      async (steps, overKmh, minS) => {
        await database.$executeRaw`TRUNCATE speeding_window`;
        let second = 0;
        const told = steps.map(({ later, kmh, street }) => {
          second += later;
          return { until: second, kmh, street };
        });
        for (const street of ['a', 'b'])
          await pieces(
            'ana',
            street,
            told.filter((it) => it.street === street).map(({ until, kmh }) => [until, kmh]),
          );
        const wanted: [string, string, number, number, number][] = [];
        for (const street of ['a', 'b']) {
          let last: [string, string, number, number, number] | undefined;
          for (const { until } of told.filter(
            (it) => it.street === street && mm(it.kmh) * 3.6 > (45 + overKmh) * 1_000,
          )) {
            if (last === undefined || until - 1 - last[3] >= 10) {
              last = ['ana', street, until - 1, until, 1];
              wanted.push(last);
            } else [last[3], last[4]] = [until, last[4] + 1];
          }
        }
        const kept = wanted.filter(([, , , , overS]) => overS >= minS).sort((a, b) => b[2] - a[2]);
        expect(await episodes({ overKmh, minS })).toEqual(kept);
        const paged: unknown[] = [];
        for (let after: SpeedingQuestion['after'] = null; ; ) {
          const { rows, hasMore } = await speedingEpisodes(
            database,
            question({ overKmh, minS, after, limit: 2 }),
          );
          paged.push(...rows.map(({ fromMs, street }) => [fromMs, street]));
          if (!hasMore) break;
          after = rows[rows.length - 1];
        }
        expect(paged).toEqual(kept.map(([, street, from]) => [t0 + from * 1_000, street]));
      },
    ),
    { numRuns: 25 },
  );
});

test('every question is answered by an index, not by reading a table from end to end', async () => {
  await database.$executeRaw`
    INSERT INTO street_speed SELECT p, ${BigInt(t0)}::bigint + 300000 * w, ${logId}::uuid, 'street ' || s, 45, 1, 1, 0
    FROM generate_series(0, 1) p, generate_series(0, 99) w, generate_series(1, 60) s`;
  await database.$executeRaw`
    INSERT INTO cell_speed SELECT p, ${BigInt(t0)}::bigint + 300000 * w, ${logId}::uuid, c, c, 1, 1
    FROM generate_series(0, 1) p, generate_series(0, 99) w, generate_series(1, 60) c`;
  await database.$executeRaw`
    INSERT INTO speeding_window SELECT p, ${BigInt(t0)}::bigint + 10000 * w, ${logId}::uuid, 'd' || d, 's', 45, '{1}', '{1}', '{1}'
    FROM generate_series(0, 1) p, generate_series(0, 199) w, generate_series(1, 60) d`;
  await database.$executeRaw`ANALYZE`;
  const queries = {
    street_speed: streetSpeedsSql(page({})),
    cell_speed: cellSpeedsSql({ windowMs: 300_000, startMs: t0 }),
    speeding_window: speedingEpisodesSql(question({ toMs: t0 + 60_000 })),
    'speeding_window of a driver': speedingEpisodesSql(question({ driverId: 'd7' })),
  };
  for (const [name, query] of Object.entries(queries)) {
    const plan = await database.$queryRawUnsafe<Record<'QUERY PLAN', string>[]>(
      `EXPLAIN ${query.text}`,
      ...query.values,
    );
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text, name).toMatch(new RegExp(`Index (Only )?Scan.*${name.split(' ')[0]}_`));
    expect(text, name).not.toMatch(new RegExp(`Seq Scan on ${name.split(' ')[0]}`));
  }
});

type Row = Awaited<ReturnType<typeof streetSpeeds>>['rows'][number];

function page(changes: Partial<StreetsPage>): StreetsPage {
  const order = { sort: 'time', descending: true, after: null, limit: 100 } as const;
  return { windowMs: 300_000, startMs: t0, ...order, ...changes };
}

function street(name: string, limitKmh: number, distanceMm: number, timeMs: number, more: object = {}) {
  const sums = { distanceMm: BigInt(distanceMm), timeMs: BigInt(timeMs), overMs: 0n };
  return { logId, partition: 0, windowStartMs: BigInt(t0), street: name, limitKmh, ...sums, ...more };
}

function cell(x: number, y: number, distanceMm: number, timeMs: number) {
  const sums = { distanceMm: BigInt(distanceMm), timeMs: BigInt(timeMs) };
  return { logId, partition: 0, windowStartMs: BigInt(t0), x, y, ...sums };
}

const mm = (kmh: number) => Math.round(kmh / 0.0036);

/** Segments of one second each under a limit of 45, by where they end (s) and their speed, in their windows' rows. */
async function pieces(
  driverId: string,
  onStreet: string,
  segments: readonly (readonly number[])[],
): Promise<void> {
  const windows = new Map<number, (readonly number[])[]>();
  for (const segment of segments) {
    const start = Math.floor(segment[0] / 10) * 10;
    windows.set(start, [...(windows.get(start) ?? []), segment]);
  }
  await database.speedingWindow.createMany({
    data: [...windows].map(([start, own]) => ({
      ...{
        logId,
        partition: 0,
        driverId,
        street: onStreet,
        limitKmh: 45,
        windowStartMs: BigInt(t0 + start * 1_000),
      },
      untilMs: own.map(([until]) => Math.round((until - start) * 1_000)),
      timeMs: own.map(() => 1_000),
      distanceMm: own.map(([, kmh]) => mm(kmh)),
    })),
  });
}

function question(changes: Partial<SpeedingQuestion>): SpeedingQuestion {
  const bounds = { fromMs: t0, toMs: t0 + 3_600_000, overKmh: 10, minS: 0 };
  return { ...bounds, driverId: null, after: null, limit: 100, ...changes };
}

async function episodes(changes: Partial<SpeedingQuestion>) {
  const { rows } = await speedingEpisodes(database, question(changes));
  const second = (ms: number) => (ms - t0) / 1_000;
  return rows.map(({ driverId, street: on, fromMs, toMs, overS }) => [
    driverId,
    on,
    second(fromMs),
    second(toMs),
    overS,
  ]);
}
