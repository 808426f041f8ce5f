import { expect, test } from 'vitest';
import { VehicleTable } from '../live/vehicle-table.ts';
import { pickCar, toScreen } from './pick-car.ts';

// One mercator unit is 1,000 px, the origin in the middle of 400 × 200.
const matrix = Float32Array.from([5, 0, 0, 0, 0, -10, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
const size = { widthPx: 400, heightPx: 200 };

function tableWith(...cars: readonly (readonly [x: number, y: number])[]): VehicleTable {
  const table = new VehicleTable();
  cars.forEach(([x, y], handle) => {
    const rest = { timeMs: 1_000, headingDeg: 0, speedMps: 0, status: 'available', stale: false } as const;
    table.take({ handle, x, y, ...rest }, 1_000);
  });
  return table;
}

test('the origin is in the middle and y grows southwards', () => {
  expect(toScreen(matrix, size, { x: 0, y: 0 })).toEqual({ x: 200, y: 100 });
  const { x, y } = toScreen(matrix, size, { x: 0.01, y: 0.02 });
  expect(x).toBeCloseTo(210, 3);
  expect(y).toBeCloseTo(120, 3);
});

test('the nearest car within reach is picked, not the first', () => {
  const table = tableWith([0.01, 0], [0.004, 0], [0.1, 0]);
  expect(pickCar(table, matrix, size, { x: 203, y: 100 }, 16, 1_000)).toBe(1);
  expect(pickCar(table, matrix, size, { x: 250, y: 100 }, 16, 1_000)).toBe(-1);
  expect(pickCar(new VehicleTable(), matrix, size, { x: 203, y: 100 }, 16, 1_000)).toBe(-1);
});
