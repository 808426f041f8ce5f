import fc from 'fast-check';
import { expect, test } from 'vitest';
import { driverColumns, nextOrder, orderedDrivers } from './driver-order.ts';

const row = (driverId: string, meanKmh: number | null) => ({
  driverId,
  meanKmh,
  distanceM: meanKmh ?? 0,
  timeS: 10,
  movingS: null,
  idleS: null,
  stoppedS: null,
  partial: false,
});
const rows = [row('driver-b', 10), row('Driver-a', null), row('driver-c', 30), row('x', 10)];

test('drivers without a speed come last in both directions', () => {
  const ids = (direction: 'ascending' | 'descending') =>
    orderedDrivers(rows, '', { column: 'meanKmh', direction }).map((driver) => driver.driverId);
  expect(ids('ascending')).toEqual(['driver-b', 'x', 'driver-c', 'Driver-a']);
  expect(ids('descending')).toEqual(['driver-c', 'driver-b', 'x', 'Driver-a']);
});

test('the search looks anywhere in the id, whatever the case', () => {
  const found = orderedDrivers(rows, ' DRIVER-', { column: 'driverId', direction: 'ascending' });
  expect(found.map((driver) => driver.driverId)).toEqual(['Driver-a', 'driver-b', 'driver-c']);
});

test('a click on a column turns it round, another begins with its largest', () => {
  const byId = nextOrder({ column: 'meanKmh', direction: 'descending' }, 'driverId');
  expect(byId).toEqual({ column: 'driverId', direction: 'ascending' });
  expect(nextOrder(byId, 'driverId')).toEqual({ column: 'driverId', direction: 'descending' });
  expect(nextOrder(byId, 'timeS')).toEqual({ column: 'timeS', direction: 'descending' });
});

test('ordering loses no driver and depends on no earlier order', () => {
  const anyRow = fc.tuple(fc.string({ maxLength: 3 }), fc.option(fc.integer({ min: 0, max: 5 })));
  fc.assert(
    fc.property(
      fc.uniqueArray(anyRow, { selector: ([id]) => id }),
      fc.constantFrom(...driverColumns),
      (drivers, column) => {
        const list = drivers.map(([id, speed]) => row(id, speed));
        const order = { column, direction: 'descending' } as const;
        const once = orderedDrivers(list, '', order);
        expect(once).toHaveLength(list.length);
        expect(orderedDrivers([...list].reverse(), '', order)).toEqual(once);
      },
    ),
  );
});
