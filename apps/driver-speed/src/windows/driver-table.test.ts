import { hashOfId, noFields } from '@rumo/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { insertAt, timeAt, writeAt } from './driver-fixes.ts';
import { type Driver, driverFor, driverNamed, forgetAll, forgetIdle, noDrivers } from './driver-table.ts';

const encoder = new TextEncoder();
const ids = fc.oneof(
  fc.nat(60).map((n) => `driver-${n}`),
  fc.constantFrom('__proto__', 'ü', '\ufeffana', 'ana', 'anab', '😀', 'x'.repeat(128)),
);
const steps = fc.array(
  fc.oneof(
    { weight: 30, arbitrary: fc.record({ does: fc.constant('meet' as const), driverId: ids }) },
    { weight: 10, arbitrary: fc.record({ does: fc.constant('idle' as const), driverId: ids }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('forget idle' as const), driverId: ids }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('forget all' as const), driverId: ids }) },
  ),
  { maxLength: 300, size: 'max' },
);

/** The fields of a record whose id lies in the midst of other bytes. */
function fieldsOf(driverId: string) {
  const id = encoder.encode(driverId);
  const idBytes = Buffer.concat([encoder.encode('dri'), id, encoder.encode('ver')]);
  return { ...noFields(), idBytes, idFrom: 3, idTo: 3 + id.length, idHash: hashOfId(id) };
}

test('finds the drivers that a Map of their ids would find, in the order in which they came', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const table = noDrivers();
      const known = new Map<string, Driver>();
      for (const { does, driverId } of all) {
        const driver = known.get(driverId);
        if (does === 'meet') {
          const met = driverFor(table, fieldsOf(driverId));
          expect(met).toMatchObject({ driverId, count: driver?.count ?? 0 });
          if (driver !== undefined) expect(met).toBe(driver);
          met.count = 1;
          known.set(driverId, met);
        } else if (does === 'idle') {
          if (driver !== undefined) driver.count = 0;
        } else {
          if (does === 'forget idle') forgetIdle(table);
          else forgetAll(table);
          for (const [id, { count }] of known) if (does === 'forget all' || count === 0) known.delete(id);
        }
        expect(driverNamed(table, driverId)).toBe(known.get(driverId) ?? null);
        expect(table.list).toEqual([...known.values()]);
      }
    }),
  );
});

test('gives back the memory of a fleet that has gone, and keeps the fixes of those that stay', () => {
  const table = noDrivers();
  const payload = { source: 0, from: 0, to: 0 };
  const names = Array.from({ length: 5_000 }, (_, i) => `driver-${i}`);
  for (const [i, name] of names.entries()) {
    const driver = driverFor(table, fieldsOf(name));
    for (let fix = 0; fix < 6; fix++) {
      insertAt(table.pool, driver, 0);
      writeAt(driver, 0, { ...noFields(), occurredAtMs: i - fix }, 0, payload);
    }
  }
  const { rowsMade } = table.pool;
  for (const driver of table.list.slice(100)) driver.count = 0;
  forgetIdle(table);
  expect(table.pool.rowsMade).toBeLessThan(rowsMade / 4);
  for (const [i, name] of names.slice(0, 100).entries()) {
    const driver = driverNamed(table, name) as Driver;
    const times = Array.from({ length: driver.count }, (_, fix) => timeAt(driver, fix));
    expect(times).toEqual([i - 5, i - 4, i - 3, i - 2, i - 1, i]);
  }
  expect(table.list).toHaveLength(100);
});
