import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import { speedAccuracy } from './accuracy.ts';
import { driverWindows, driverWindowsSql, isKnownDriver, trueWindows } from './driver-windows.ts';
import { driversOfWindow, driversOfWindowSql } from './drivers-of-window.ts';
import { fleetWindows, fleetWindowsSql } from './fleet-windows.ts';
import { openScratchDatabase } from './scratch-postgres.ts';
import { speedHistogram } from './speed-histogram.ts';
import { newestRejected, rejectedByReason, streamCounts } from './stream-counts.ts';
import { streamExtent, streamProgress } from './stream-progress.ts';

const logA = '00000000-0000-4000-8000-00000000000a';
const logB = '00000000-0000-4000-8000-00000000000b';
/** A multiple of an hour, so that windows of every length begin here. */
const t0 = 1_780_000_200_000 - (1_780_000_200_000 % 3_600_000);

let database: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ database, close } = await openScratchDatabase());
}, 60_000);
afterAll(() => close?.());
beforeEach(async () => {
  await database.$executeRaw`
    TRUNCATE partition_progress, speed_window, speed_rollup, true_speed_window, rejected_event,
      street_speed, street_rollup, cell_speed, cell_rollup, speeding_window`;
});

describe('sums of windows', () => {
  test('W3 the speed of a long window is Σ distance / Σ time, not the mean of its speeds', async () => {
    await progress(0);
    await insert([
      row({ driverId: 'a', at: 0, distanceM: 100, timeS: 10 }),
      row({ driverId: 'a', at: 10_000, distanceM: 0, timeS: 2 }),
    ]);
    const [window] = await driverWindows(database, ['a'], range(30_000));
    expect(window).toMatchObject({ startMs: t0, distanceM: 100, timeS: 12, fixes: 20 });
    expect(window.meanKmh).toBeCloseTo((100 / 12) * 3.6, 10);
  });

  test('W3 a window without time has no speed and is not in the percentiles', async () => {
    await progress(0);
    await insert([
      row({ driverId: 'a', at: 0, distanceM: 0, timeS: 0 }),
      row({ driverId: 'b', at: 0, distanceM: 50, timeS: 10 }),
    ]);
    const [fleet] = await fleetWindows(database, range(10_000));
    expect(fleet).toMatchObject({ startMs: t0, p5: 18, p50: 18, p95: 18, drivers: 1 });
    const { rows } = await driversOfWindow(database, page({}));
    expect(rows.map((driver) => driver.meanKmh)).toEqual([null, 18]);
  });

  test('W2 the sums of base windows equal every longer window, over partitions that share a driver', async () => {
    await progress(0);
    await progress(1);
    const base = fc.record({
      driverId: fc.constantFrom('a', 'b', 'c'),
      partition: fc.constantFrom(0, 1),
      slot: fc.integer({ min: 0, max: 59 }),
      distanceM: fc.double({ min: 0, max: 300, noNaN: true }),
      timeS: fc.constantFrom(0, 1, 9.5, 10),
    });
    const same = (one: { driverId: string; partition: number; slot: number }) =>
      `${one.driverId} ${one.partition} ${one.slot}`;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(base, { selector: same, maxLength: 60 }),
        fc.constantFrom(30_000, 60_000, 300_000, 3_600_000),
        async (bases, windowMs) => {
          await database.$executeRaw`TRUNCATE speed_window`;
          await insert(bases.map(({ slot, ...rest }) => row({ ...rest, at: slot * 10_000 })));
          const expected = new Map<string, { distanceM: number; timeS: number }>();
          for (const one of bases) {
            const start = t0 + Math.floor((one.slot * 10_000) / windowMs) * windowMs;
            const key = `${one.driverId} ${start}`;
            const sum = expected.get(key) ?? { distanceM: 0, timeS: 0 };
            expected.set(key, { distanceM: sum.distanceM + one.distanceM, timeS: sum.timeS + one.timeS });
          }
          const got = await driverWindows(database, ['a', 'b', 'c'], range(windowMs));
          expect(got.map((window) => `${window.driverId} ${window.startMs}`).sort()).toEqual(
            [...expected.keys()].sort(),
          );
          for (const window of got) {
            const sum = expected.get(`${window.driverId} ${window.startMs}`);
            expect(window.distanceM).toBeCloseTo(sum?.distanceM ?? Number.NaN, 6);
            expect(window.timeS).toBeCloseTo(sum?.timeS ?? Number.NaN, 6);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('W2 rollups stand for base windows that are gone and are not added to those that are kept', async () => {
    await progress(0);
    await insert([row({ driverId: 'a', at: 300_000, distanceM: 40, timeS: 10 })]);
    await insertRollup('a', 0, 1_000, 100);
    await insertRollup('a', 300_000, 90, 20);
    const windows = await driverWindows(database, ['a'], range(300_000));
    expect(windows.map((window) => [window.startMs - t0, window.distanceM, window.timeS])).toEqual([
      [0, 1_000, 100],
      [300_000, 90, 20],
    ]);
    const [hour] = await driverWindows(database, ['a'], range(3_600_000));
    expect([hour.distanceM, hour.timeS]).toEqual([1_090, 120]);
  });

  test('W3 a distance too small for a division reads as 0 km/h and fails nothing', async () => {
    await progress(0);
    await insert([row({ driverId: 'a', at: 0, distanceM: 5e-324, timeS: 10 })]);
    expect((await fleetWindows(database, range(10_000)))[0].p50).toBe(0);
    expect((await driverWindows(database, ['a'], range(10_000)))[0].meanKmh).toBe(0);
  });

  test('X5 windows of an earlier log count nowhere', async () => {
    await progress(0, { logId: logB });
    await insert([
      row({ driverId: 'a', at: 0, distanceM: 300, timeS: 10 }),
      row({ driverId: 'b', at: 0, distanceM: 50, timeS: 10, logId: logB }),
    ]);
    expect((await fleetWindows(database, range(10_000)))[0]).toMatchObject({ p50: 18, drivers: 1 });
    expect((await driversOfWindow(database, page({}))).rows.map((driver) => driver.driverId)).toEqual(['b']);
    expect(await driverWindows(database, ['a'], range(10_000))).toEqual([]);
    expect(await isKnownDriver(database, 'a')).toBe(false);
    expect(await isKnownDriver(database, 'b')).toBe(true);
  });
});

describe('fleet and histogram', () => {
  test('percentiles interpolate linearly between the drivers, as computed by hand', async () => {
    await progress(0);
    const speeds = Array.from({ length: 37 }, (_, index) => ((index * 29) % 37) * 1.7 + 3);
    await insert(
      speeds.map((kmh, index) => row({ driverId: `d${index}`, at: 0, distanceM: kmh / 0.36, timeS: 10 })),
    );
    const [fleet] = await fleetWindows(database, range(10_000));
    expect(fleet.drivers).toBe(37);
    expect(fleet.p5).toBeCloseTo(percentile(speeds, 0.05), 9);
    expect(fleet.p50).toBeCloseTo(percentile(speeds, 0.5), 9);
    expect(fleet.p95).toBeCloseTo(percentile(speeds, 0.95), 9);
  });

  test('the histogram holds every driver with a speed once', async () => {
    await progress(0);
    const speeds = [0, 4.9, 5, 12, 12, 61];
    await insert(
      speeds.map((kmh, index) => row({ driverId: `d${index}`, at: 0, distanceM: kmh * 100, timeS: 360 })),
    );
    expect(await speedHistogram(database, { windowMs: 10_000, startMs: t0, binKmh: 5 })).toEqual([
      { bin: 0, drivers: 2 },
      { bin: 1, drivers: 1 },
      { bin: 2, drivers: 2 },
      { bin: 12, drivers: 1 },
    ]);
  });
});

describe('the drivers of a window', () => {
  test('paging covers every driver once, whatever the page size', async () => {
    await progress(0);
    const ids = Array.from({ length: 23 }, (_, index) => `driver-${String(index * 7).padStart(3, '0')}`);
    await insert(ids.map((driverId) => row({ driverId, at: 0, distanceM: 10, timeS: 10 })));
    for (const limit of [1, 5, 22, 23, 24]) {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const answer = await driversOfWindow(database, page({ after, limit }));
        expect(answer.rows.length).toBeLessThanOrEqual(limit);
        seen.push(...answer.rows.map((driver) => driver.driverId));
        after = answer.next;
      } while (after !== null);
      expect(seen).toEqual(ids);
    }
  });

  test('D2 a hostile driver id is data', async () => {
    await progress(0);
    const hostile = `'; DROP TABLE speed_window; --`;
    await insert([row({ driverId: hostile, at: 0, distanceM: 50, timeS: 10 })]);
    expect((await driverWindows(database, [hostile], range(10_000)))[0].meanKmh).toBe(18);
    expect(await isKnownDriver(database, `' OR '1'='1`)).toBe(false);
    expect((await driversOfWindow(database, page({ after: `' OR 1=1 --` }))).rows).toHaveLength(1);
  });
});

describe('progress, counts, accuracy', () => {
  test('W14 progress tells what every partition has closed and the newest window of the current logs', async () => {
    await progress(0, { closedThroughMs: t0 + 20_000, openFromMs: t0 + 20_000 });
    await progress(1, { logId: logB, atEnd: true });
    await insert([
      row({ driverId: 'a', at: 10_000, distanceM: 1, timeS: 1 }),
      row({ driverId: 'old', at: 90_000, distanceM: 1, timeS: 1, partition: 1 }),
    ]);
    expect(await streamProgress(database)).toEqual({
      partitions: [
        {
          ...{ partition: 0, logId: logA, closedThroughMs: t0 + 20_000, openFromMs: t0 + 20_000 },
          ...{ atEnd: false, city: null },
        },
        { partition: 1, logId: logB, closedThroughMs: null, openFromMs: null, atEnd: true, city: null },
      ],
      newestEndMs: t0 + 20_000,
    });
    expect(await streamExtent(database)).toEqual({ baseFromMs: t0 + 10_000, rollupFromMs: null });
  });

  test('an empty database has no progress, no windows and zero counts', async () => {
    expect(await streamProgress(database)).toEqual({ partitions: [], newestEndMs: null });
    expect(await fleetWindows(database, range(10_000))).toEqual([]);
    expect(await streamCounts(database)).toMatchObject({ read: 0, used: 0, late: 0, outliers: 0 });
    expect(await rejectedByReason(database)).toEqual([]);
    expect(await speedAccuracy(database, range(30_000))).toMatchObject({ windows: 0, meanAbsErrorKmh: null });
  });

  test('W13 counts are summed over the partitions, rejected ones by reason', async () => {
    await progress(0, { counts: { read: 10n, used: 6n, late: 1n, rejected: 3n }, reasons: { not_json: 3 } });
    await progress(1, {
      counts: { read: 5n, used: 3n, duplicates: 1n, rejected: 1n },
      reasons: { not_json: 1, empty: 0 },
    });
    const counts = await streamCounts(database);
    expect(counts).toMatchObject({ read: 15, used: 9, duplicates: 1, late: 1, rejected: 4, conflicts: 0 });
    expect(await rejectedByReason(database)).toEqual([
      { reason: 'not_json', count: 4 },
      { reason: 'empty', count: 0 },
    ]);
  });

  test('the newest rejected records come first and cut to size', async () => {
    await progress(0);
    for (const [index, text] of ['{"a', 'x'.repeat(500)].entries()) {
      await database.rejectedEvent.create({
        data: {
          logId: logA,
          partition: 0,
          position: String(index),
          arrivalMs: BigInt(t0 + index),
          reason: 'not_json',
          detail: 'cut off',
          key: null,
          value: Buffer.from(text),
        },
      });
    }
    const rejected = await newestRejected(database, 5, 100);
    expect(rejected.map((one) => [one.position, one.value?.length, one.valueBytes])).toEqual([
      ['1', 100, 500],
      ['0', 3, 3],
    ]);
    expect(rejected[0].key).toBeNull();
  });

  test('accuracy compares only windows over the same intervals', async () => {
    await progress(0);
    await insert([
      row({ driverId: 'a', at: 0, distanceM: 100, timeS: 10 }),
      row({ driverId: 'a', at: 10_000, distanceM: 110, timeS: 10 }),
      row({ driverId: 'b', at: 0, distanceM: 50, timeS: 9 }),
      row({ driverId: 'c', at: 0, distanceM: 50, timeS: 10 }),
    ]);
    await insertTrue('a', 0, 105, 10);
    await insertTrue('a', 10_000, 110, 10);
    await insertTrue('b', 0, 50, 10);
    const accuracy = await speedAccuracy(database, range(30_000));
    expect(accuracy).toMatchObject({ windows: 1, otherIntervals: 1 });
    expect(accuracy.meanAbsErrorKmh).toBeCloseTo((5 / 20) * 3.6, 9);
    expect(accuracy.biasKmh).toBeCloseTo((-5 / 20) * 3.6, 9);
    expect(await trueWindows(database, 'a', range(30_000))).toEqual([
      { startMs: t0, distanceM: 215, timeS: 20 },
    ]);
  });
});

describe('indexes', () => {
  test('the fleet, one window and one driver are read through an index', async () => {
    await progress(0);
    await database.$executeRaw`
      INSERT INTO speed_window
      SELECT ${logA}::uuid, 0, 'd' || d, ${BigInt(t0)}::bigint + w * 10000, 50, 10, 10, 0, false
      FROM generate_series(1, 100) d, generate_series(0, 359) w`;
    await database.$executeRaw`ANALYZE`;
    const queries = {
      fleet: fleetWindowsSql({ windowMs: 30_000, fromMs: t0, toMs: t0 + 120_000 }),
      hopping: fleetWindowsSql({ windowMs: 60_000, hopMs: 10_000, fromMs: t0, toMs: t0 + 120_000 }),
      window: driversOfWindowSql(page({})),
      driver: driverWindowsSql(['d7'], { windowMs: 60_000, fromMs: t0, toMs: t0 + 3_600_000 }),
    };
    for (const [name, query] of Object.entries(queries)) {
      const plan = await database.$queryRawUnsafe<Record<'QUERY PLAN', string>[]>(
        `EXPLAIN ${query.text}`,
        ...query.values,
      );
      const text = plan.map((line) => line['QUERY PLAN']).join('\n');
      expect(text, name).toMatch(/Index (Only )?Scan.*speed_window_/);
      expect(text, name).not.toMatch(/Seq Scan on speed_window/);
    }
  });
});

function range(windowMs: number) {
  return { windowMs, fromMs: t0, toMs: t0 + 3_600_000 };
}

function page(changes: { after?: string | null; limit?: number }) {
  return { windowMs: 10_000, startMs: t0, after: null, limit: 100, ...changes };
}

interface Base {
  readonly driverId: string;
  /** ms after t0. */
  readonly at: number;
  readonly distanceM: number;
  readonly timeS: number;
  readonly partition?: number;
  readonly logId?: string;
}

function row(base: Base) {
  return {
    logId: base.logId ?? logA,
    partition: base.partition ?? 0,
    driverId: base.driverId,
    windowStartMs: BigInt(t0 + base.at),
    distanceM: base.distanceM,
    timeS: base.timeS,
    fixes: 10,
    outliers: 0,
    partial: false,
  };
}

async function insert(rows: readonly ReturnType<typeof row>[]): Promise<void> {
  await database.speedWindow.createMany({ data: [...rows] });
}

async function insertRollup(driverId: string, at: number, distanceM: number, timeS: number): Promise<void> {
  await database.speedRollup.create({ data: row({ driverId, at, distanceM, timeS }) });
}

async function insertTrue(driverId: string, at: number, distanceM: number, timeS: number): Promise<void> {
  await database.trueSpeedWindow.create({
    data: { driverId, windowStartMs: BigInt(t0 + at), distanceM, timeS },
  });
}

async function progress(
  partition: number,
  more: {
    logId?: string;
    closedThroughMs?: number;
    openFromMs?: number;
    atEnd?: boolean;
    counts?: Partial<Record<'read' | 'used' | 'duplicates' | 'late' | 'rejected', bigint>>;
    reasons?: Record<string, number>;
  } = {},
): Promise<void> {
  await database.partitionProgress.create({
    data: {
      partition,
      logId: more.logId ?? logA,
      closedThroughMs: more.closedThroughMs === undefined ? null : BigInt(more.closedThroughMs),
      openFromMs: more.openFromMs === undefined ? null : BigInt(more.openFromMs),
      atEnd: more.atEnd ?? false,
      rejectedByReason: more.reasons ?? {},
      ...more.counts,
    },
  });
}

function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = fraction * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}
