import type { Database } from '@rumo/database/open';
import { openScratchDatabase } from '@rumo/database/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TrueWindowTable, trueWindowTable } from './true-window-table.ts';

let database: Database;
let close: () => Promise<void>;
let table: TrueWindowTable;

beforeAll(async () => {
  ({ database, close } = await openScratchDatabase());
  table = trueWindowTable(database);
}, 60_000);
afterAll(() => close?.());

const rows = () =>
  database.trueSpeedWindow.findMany({ orderBy: [{ windowStartMs: 'asc' }, { driverId: 'asc' }] });

test('windows are written once however often they come, and a lesser count never replaces a fuller one', async () => {
  expect(await table.isEmpty()).toBe(true);
  const a = { driverId: 'driver-0001', startMs: 1_780_000_000_000, distanceM: 81.5, timeS: 10 };
  const b = { driverId: "driver-'; --", startMs: 1_780_000_000_000, distanceM: 0, timeS: 9.5 };
  await table.write([a, b]);
  await table.write([a, { ...a, distanceM: 10, timeS: 2 }, b]);
  await table.write([{ ...a, distanceM: 20, timeS: 4 }]);
  await table.write([{ ...b, distanceM: 1, timeS: 10 }]);
  expect(await rows()).toEqual([
    { driverId: "driver-'; --", windowStartMs: 1_780_000_000_000n, distanceM: 1, timeS: 10 },
    { driverId: 'driver-0001', windowStartMs: 1_780_000_000_000n, distanceM: 81.5, timeS: 10 },
  ]);
  expect(await table.isEmpty()).toBe(false);
});

test('windows before a time are removed', async () => {
  await table.write([{ driverId: 'driver-0002', startMs: 1_790_000_000_000, distanceM: 5, timeS: 10 }]);
  await table.removeBefore(1_790_000_000_000);
  expect((await rows()).map(({ driverId }) => driverId)).toEqual(['driver-0002']);
});
