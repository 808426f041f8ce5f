import { hashOfId, type LocationFields } from '@rumo/events';
import { type DriverFixes, fixPool } from './driver-fixes.ts';
import { giveBack, isMostlyFree, leastCapacity, lend, moveRows, type RowPool } from './row-pool.ts';

/** A driver in the table. */
export interface Driver extends DriverFixes {
  readonly driverId: string;
  readonly idHash: number;
  /** Where the bytes of the id lie among all ids. */
  idFrom: number;
  readonly idLength: number;
}

/**
 * The drivers of one partition, found by the bytes of their ids. A Map would want the text of the id for each record,
 * and with very many drivers it waits for the memory more often.
 */
export interface DriverTable {
  /** In the order in which they came. */
  list: Driver[];
  /** Pairs of an id's hash and its driver's place in the list + 1; 0: free. Half of them or more are free. */
  slots: Int32Array;
  ids: Uint8Array;
  /** What their fixes lie in. */
  pool: RowPool;
}

const leastSlots = 16;
const encoder = new TextEncoder();
// An id may begin with U+FEFF.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function noDrivers(): DriverTable {
  return { list: [], slots: new Int32Array(2 * leastSlots), ids: new Uint8Array(256), pool: fixPool() };
}

/** The driver whose id the fields hold; a new one where there is none. */
export function driverFor(table: DriverTable, fields: LocationFields): Driver {
  return find(table, fields.idBytes, fields.idFrom, fields.idTo, fields.idHash) ?? add(table, fields);
}

export function driverNamed(table: DriverTable, driverId: string): Driver | null {
  const bytes = encoder.encode(driverId);
  return find(table, bytes, 0, bytes.length, hashOfId(bytes));
}

/** Forgets the drivers that have no fix any longer. */
export function forgetIdle(table: DriverTable): void {
  const { list, pool } = table;
  const busy = list.filter((driver) => driver.count > 0);
  if (busy.length === list.length) return;
  for (const driver of list) if (driver.count === 0) giveBack(pool, driver);
  keepOnly(table, busy);
  if (!isMostlyFree(pool)) return;
  table.pool = fixPool();
  for (const driver of busy) moveRows(table.pool, driver, driver.count, driver.count);
}

export function forgetAll(table: DriverTable): void {
  keepOnly(table, []);
  table.pool = fixPool();
}

function find(table: DriverTable, bytes: Uint8Array, from: number, to: number, hash: number): Driver | null {
  const { slots, list, ids } = table;
  const mask = slots.length - 2;
  for (let slot = firstSlot(hash, mask); ; slot = (slot + 2) & mask) {
    const place = slots[slot + 1];
    if (place === 0) return null;
    if (slots[slot] !== hash) continue;
    const driver = list[place - 1];
    if (driver.idLength === to - from && isSame(ids, driver.idFrom, bytes, from, to)) return driver;
  }
}

function isSame(ids: Uint8Array, idFrom: number, bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== ids[idFrom + i - from]) return false;
  return true;
}

function add(table: DriverTable, { idBytes, idFrom, idTo, idHash }: LocationFields): Driver {
  const { list } = table;
  const id = idBytes.subarray(idFrom, idTo);
  const last = list[list.length - 1];
  const at = last === undefined ? 0 : last.idFrom + last.idLength;
  if (at + id.length > table.ids.length) {
    const longer = new Uint8Array(2 * (at + id.length));
    longer.set(table.ids);
    table.ids = longer;
  }
  table.ids.set(id, at);
  const { rows, from, capacity } = lend(table.pool, leastCapacity);
  const driver = {
    driverId: decoder.decode(id),
    idHash,
    idFrom: at,
    idLength: id.length,
    rows,
    from,
    capacity,
    count: 0,
    before: 0,
  };
  list.push(driver);
  if (list.length * 4 > table.slots.length) table.slots = slotsOf(list);
  else takeSlot(table.slots, idHash, list.length);
  return driver;
}

/** Leaves these drivers in the table alone. */
function keepOnly(table: DriverTable, drivers: Driver[]): void {
  const ids = new Uint8Array(drivers.reduce((sum, { idLength }) => sum + idLength, 256));
  let at = 0;
  for (const driver of drivers) {
    ids.set(table.ids.subarray(driver.idFrom, driver.idFrom + driver.idLength), at);
    driver.idFrom = at;
    at += driver.idLength;
  }
  table.list = drivers;
  table.slots = slotsOf(drivers);
  table.ids = ids;
}

/** With room for half as many again and more. */
function slotsOf(drivers: readonly Driver[]): Int32Array {
  let count = leastSlots;
  while (count < 3 * drivers.length) count *= 2;
  const slots = new Int32Array(2 * count);
  for (let i = 0; i < drivers.length; i++) takeSlot(slots, drivers[i].idHash, i + 1);
  return slots;
}

function takeSlot(slots: Int32Array, hash: number, place: number): void {
  const mask = slots.length - 2;
  let slot = firstSlot(hash, mask);
  while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
  slots[slot] = hash;
  slots[slot + 1] = place;
}

/** The even place of a hash's first pair. */
function firstSlot(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}
