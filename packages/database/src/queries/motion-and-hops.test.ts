import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import { driverWindows, trueWindows } from './driver-windows.ts';
import { driversOfWindow } from './drivers-of-window.ts';
import { fleetWindows } from './fleet-windows.ts';
import { openScratchDatabase } from './scratch-postgres.ts';

const logId = '00000000-0000-4000-8000-00000000000a';
/** A multiple of an hour. */
const t0 = 1_780_000_200_000 - (1_780_000_200_000 % 3_600_000);

let database: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ database, close } = await openScratchDatabase());
  await database.partitionProgress.create({ data: { partition: 0, logId } });
}, 60_000);
afterAll(() => close?.());
beforeEach(async () => {
  await database.$executeRaw`TRUNCATE speed_window, speed_rollup, true_speed_window`;
});

test('W15 moving, idle and stopped time add up to the time of a window, and are unknown where a part is', async () => {
  await database.speedWindow.createMany({
    data: [
      row('a', 0, 50, { movingMs: 6_000, idleMs: 1_000 }),
      row('a', 1, 20, { movingMs: 2_000, idleMs: 0 }),
      row('b', 0, 0, { movingMs: 0, idleMs: 10_000 }),
      row('c', 3, 10, { movingMs: 5_000, idleMs: 0 }),
      row('c', 4, 10, { movingMs: null, idleMs: null }),
    ],
  });
  const range = { windowMs: 30_000, fromMs: t0, toMs: t0 + 60_000 };
  const motion = (window: object) => window as { movingS: number; idleS: number; stoppedS: number };
  const windows = await driverWindows(database, ['a', 'b', 'c'], range);
  expect(windows.map(motion)).toMatchObject([
    { movingS: 8, idleS: 1, stoppedS: 11 },
    { movingS: 0, idleS: 10, stoppedS: 0 },
    { movingS: null, idleS: null, stoppedS: null },
  ]);
  const { rows } = await driversOfWindow(database, { windowMs: 30_000, startMs: t0, after: null, limit: 9 });
  expect(rows).toMatchObject([{ stoppedS: 11 }, { idleS: 10 }]);
  expect(await fleetWindows(database, range)).toMatchObject([
    { startMs: t0, movingS: 8, idleS: 11, stoppedS: 11 },
    { startMs: t0 + 30_000, movingS: null, idleS: null, stoppedS: null },
  ]);
});

test('W2 a hopping window is the sum of the base windows from its start on, whatever the lengths', async () => {
  const slots = fc.uniqueArray(fc.integer({ min: 0, max: 89 }), { maxLength: 40 });
  const lengths = fc.constantFrom([30, 10], [60, 10], [60, 30], [300, 10], [300, 60], [3_600, 300]);
  await fc.assert(
    fc.asyncProperty(slots, lengths, fc.integer({ min: 0, max: 8 }), async (at, [windowS, hopS], skipped) => {
      await database.$executeRaw`TRUNCATE speed_window, true_speed_window`;
      await database.speedWindow.createMany({ data: at.map((slot) => row('a', slot, slot + 1)) });
      await database.trueSpeedWindow.createMany({
        data: at.map((slot) => ({
          driverId: 'a',
          windowStartMs: BigInt(t0 + slot * 10_000),
          distanceM: slot,
          timeS: 1,
        })),
      });
      const [windowMs, hopMs] = [windowS * 1_000, hopS * 1_000];
      const fromMs = t0 + skipped * hopMs;
      const range = { windowMs, hopMs, fromMs, toMs: fromMs + 20 * hopMs };
      const expected = Array.from({ length: 20 }, (_, i) => fromMs + i * hopMs).flatMap((startMs) => {
        const own = at.filter((slot) => {
          const slotMs = t0 + slot * 10_000;
          return slotMs >= startMs && slotMs < startMs + windowMs;
        });
        if (own.length === 0) return [];
        return [{ startMs, distanceM: own.reduce((sum, slot) => sum + slot + 1, 0), fixes: 10 * own.length }];
      });
      const got = await driverWindows(database, ['a'], range);
      expect(got.map(({ startMs, distanceM, fixes }) => ({ startMs, distanceM, fixes }))).toEqual(expected);
      const truth = await trueWindows(database, 'a', range);
      expect(
        truth.map(({ startMs, distanceM, timeS }) => ({ startMs, distanceM: distanceM + timeS })),
      ).toEqual(expected.map(({ startMs, distanceM }) => ({ startMs, distanceM })));
      const fleet = await fleetWindows(database, range);
      expect(fleet.map(({ startMs }) => startMs)).toEqual(expected.map(({ startMs }) => startMs));
      for (const { startMs, distanceM } of expected.slice(0, 2)) {
        const page = { windowMs, hopMs, startMs, after: null, limit: 5 };
        expect((await driversOfWindow(database, page)).rows).toMatchObject([{ driverId: 'a', distanceM }]);
      }
    }),
    { numRuns: 20 },
  );
});

test('W2 hopping windows of whole 5 min are made of rollups where the base windows are gone', async () => {
  await database.speedRollup.create({ data: row('a', 0, 1_000) });
  await database.speedRollup.create({ data: row('a', 30, 500) });
  await database.speedWindow.create({ data: row('a', 60, 7) });
  const range = { windowMs: 3_600_000, hopMs: 300_000, fromMs: t0, toMs: t0 + 900_000 };
  const windows = await driverWindows(database, ['a'], range);
  expect(windows.map(({ distanceM }) => distanceM)).toEqual([1_507, 507, 7]);
});

function row(driverId: string, slot: number, distanceM: number, motion: object = { movingMs: 1, idleMs: 2 }) {
  const windowStartMs = BigInt(t0 + slot * 10_000);
  const sums = { distanceM, timeS: 10, fixes: 10, outliers: 0, partial: false };
  return { logId, partition: 0, driverId, windowStartMs, ...sums, ...motion };
}
