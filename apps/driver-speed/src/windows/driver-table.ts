import {
  addId,
  type IdIndex,
  idBytesOf,
  keepIds,
  type LocationFields,
  noIds,
  numberOfId,
  textOfId,
} from '@rumo/events';
import { type DriverFixes, fixPool } from './driver-fixes.ts';
import { giveBack, isMostlyFree, leastCapacity, lend, moveRows, type RowPool } from './row-pool.ts';

/** A driver in the table. */
export interface Driver extends DriverFixes {
  readonly driverId: string;
}

/** The drivers of one partition. */
export interface DriverTable {
  readonly ids: IdIndex;
  /** By the numbers of their ids: in the order in which they came. */
  list: Driver[];
  /** What their fixes lie in. */
  pool: RowPool;
}

export function noDrivers(): DriverTable {
  return { ids: noIds(), list: [], pool: fixPool() };
}

/** The driver whose id the fields hold; a new one where there is none. */
export function driverFor(table: DriverTable, fields: LocationFields): Driver {
  const number = numberOfId(table.ids, fields);
  return number < 0 ? add(table, fields) : table.list[number];
}

export function driverNamed({ ids, list }: DriverTable, driverId: string): Driver | null {
  const number = numberOfId(ids, idBytesOf(driverId));
  return number < 0 ? null : list[number];
}

/** Forgets the drivers that have no fix any longer. */
export function forgetIdle(table: DriverTable): void {
  const { ids, list, pool } = table;
  const busy = list.filter((driver) => driver.count > 0);
  if (busy.length === list.length) return;
  for (const driver of list) if (driver.count === 0) giveBack(pool, driver);
  keepIds(ids, (number) => list[number].count > 0);
  table.list = busy;
  if (!isMostlyFree(pool)) return;
  table.pool = fixPool();
  for (const driver of busy) moveRows(table.pool, driver, driver.count, driver.count);
}

export function forgetAll(table: DriverTable): void {
  keepIds(table.ids, () => false);
  table.list = [];
  table.pool = fixPool();
}

function add({ ids, list, pool }: DriverTable, fields: LocationFields): Driver {
  const number = addId(ids, fields);
  const { rows, from, capacity } = lend(pool, leastCapacity);
  const driver = { driverId: textOfId(ids, number), rows, from, capacity, count: 0, before: 0 };
  list.push(driver);
  return driver;
}
