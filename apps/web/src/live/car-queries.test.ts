import { driverStatuses } from '@rumo/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyCar } from './car-filter.ts';
import { crowdedCells, listCars, pickCar } from './car-queries.ts';
import { mercatorOrigin } from './mercator-origin.ts';
import { VehicleTable } from './vehicle-table.ts';

const origin = mercatorOrigin({ latitude: -34.9, longitude: -56.16 });
/** About 10 m. */
const step = 3e-7;
const now = 1_780_000_000_000;
const box = { west: -1, north: -1, east: 1, south: 1 };

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly status?: number;
  readonly speedMps?: number;
}

function tableWith(cars: readonly Placed[]): VehicleTable {
  const table = new VehicleTable();
  cars.forEach(({ x, y, status = 0, speedMps = 5 }, handle) => {
    const rest = { timeMs: now, headingDeg: 0, stale: false };
    table.take({ handle, x: x * step, y: y * step, status, speedMps, ...rest }, now);
  });
  return table;
}

const car = fc.record({
  ...{ x: fc.integer({ min: -300, max: 300 }), y: fc.integer({ min: -300, max: 300 }) },
  ...{ status: fc.nat(2), speedMps: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 40 })) },
});

test('the car picked is the nearest of all that pass the filter, or none within reach', () => {
  fc.assert(
    fc.property(fc.array(car, { maxLength: 60 }), fc.subarray([...driverStatuses]), (cars, statuses) => {
      const table = tableWith(cars);
      const reach = 40 * step;
      const picked = pickCar(table, now, { x: 0, y: 0, reach, filter: { ...everyCar, statuses } });
      const ways = cars.map(({ x, y, status }) =>
        statuses.includes(driverStatuses[status]) ? Math.hypot(x, y) : Number.POSITIVE_INFINITY,
      );
      const nearest = Math.min(...ways);
      if (nearest > 40.01) expect(picked).toBe(-1);
      else if (nearest < 39.99) expect(ways[picked]).toBeCloseTo(nearest, 1);
    }),
  );
});

const order = { order: 'speed', descending: true, limit: 2 } as const;
const at = { drawMs: now, brokerMs: now + 4_000 };

test('a list is sorted, cut to its limit, and says how many there are', () => {
  const table = tableWith([4, 30, 11].map((speedMps, x) => ({ x, y: 0, speedMps })));
  const idOf = (handle: number) => `driver-${handle}`;
  const { total, cars } = listCars(table, origin, at, idOf, { box, filter: everyCar, ...order });
  expect(total).toBe(3);
  expect(cars.map(({ driverId }) => driverId)).toEqual(['driver-1', 'driver-2']);
  expect(cars[0]).toMatchObject({ speedMps: 30, ageMs: 4_000, status: 'available' });
  const fast = { ...everyCar, leastKmh: 20 };
  expect(listCars(table, origin, at, idOf, { box, filter: fast, ...order }).total).toBe(2);
  expect(listCars(table, origin, at, () => null, { box, filter: everyCar, ...order }).total).toBe(0);
});

test('M7 every car is counted in exactly one cell, with the mean of the speeds that are known', () => {
  fc.assert(
    fc.property(fc.array(car, { minLength: 1, maxLength: 200 }), (cars) => {
      const placed = cars.map((each) => ({ ...each, x: each.x + 400, y: each.y + 400 }));
      const cells = crowdedCells(tableWith(placed), now, {
        box,
        filter: everyCar,
        unitsPerPx: 1,
        before: true,
      });
      // One px spans the world: all hide each other, unless there is but one.
      if (cars.length === 1) {
        expect(cells).toBeNull();
        return;
      }
      expect(cells?.reduce((sum, cell) => sum + cell.count, 0)).toBe(cars.length);
      const known = cars.map(({ speedMps }) => speedMps).filter((speed) => !Number.isNaN(speed));
      const sums = (cells ?? []).filter(({ meanKmh }) => meanKmh !== null);
      if (known.length === 0) expect(sums).toEqual([]);
      else {
        const most = Math.max(...known) * 3.6;
        for (const { meanKmh } of sums) expect(meanKmh).toBeLessThanOrEqual(most + 1e-9);
      }
    }),
  );
});

test('M7 cars that lie apart are drawn one by one, and a share between the two bounds changes nothing', () => {
  const crowd = (cars: readonly Placed[], before: boolean) =>
    crowdedCells(tableWith(cars), now, { box, filter: everyCar, unitsPerPx: step, before }) !== null;
  const apart = Array.from({ length: 100 }, (_, i) => ({ x: i * 20, y: 5 }));
  expect(crowd(apart, false)).toBe(false);
  expect(
    crowd(
      apart.map(({ y }) => ({ x: 0, y })),
      false,
    ),
  ).toBe(true);
  expect(crowd([], true)).toBe(false);
  const pairs = Array.from({ length: 40 }, () => ({ x: 1, y: 1 }));
  const alone = Array.from({ length: 60 }, (_, i) => ({ x: 100 + i * 20, y: 1 }));
  expect(crowd([...pairs, ...alone], false)).toBe(false);
  expect(crowd([...pairs, ...alone], true)).toBe(true);
});
