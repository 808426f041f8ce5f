import { cellsOf, isCrowded } from './car-cells.ts';
import { type CarFilter, passesFilter } from './car-filter.ts';
import type { DrawnCar } from './car-row.ts';
import type { CarOrder, ListedCar, OffsetBox, Questions } from './live-messages.ts';
import { type MercatorOrigin, positionOf } from './mercator-origin.ts';
import type { VehicleTable } from './vehicle-table.ts';

/** A car is drawn this far at most from where it drives to, in mercator units: 200 m at 35° of latitude. */
const drivenUnits = 200 / 32_800_000;

/** The handle of the car drawn nearest to a place, −1 for none within reach. Looks only at the cars around it. */
export function pickCar(table: VehicleTable, drawMs: number, ask: Questions['pick']['ask']): number {
  let best = -1;
  let bestSquare = ask.reach * ask.reach;
  table.grid.near(ask.x, ask.y, ask.reach + drivenUnits, (row) => {
    const car = table.drawn(row, drawMs);
    const square = (car.x - ask.x) ** 2 + (car.y - ask.y) ** 2;
    if (square > bestSquare || !passesFilter(ask.filter, car)) return;
    best = row;
    bestSquare = square;
  });
  return best < 0 ? -1 : table.handleAt(best);
}

/** The cars in a box that pass the filter, sorted. `idOf` gives a handle's driver, null while it is not known. */
export function listCars(
  table: VehicleTable,
  origin: MercatorOrigin,
  at: { readonly drawMs: number; readonly brokerMs: number },
  idOf: (handle: number) => string | null,
  ask: Questions['list']['ask'],
): Questions['list']['answer'] {
  const cars: ListedCar[] = [];
  forEachInBox(table, at.drawMs, ask.box, ask.filter, (car, row) => {
    const driverId = idOf(table.handleAt(row));
    if (driverId === null) return;
    const { status, stale, speedMps } = car;
    const ageMs = Math.max(0, at.brokerMs - table.lastFixMs(row));
    cars.push({ driverId, ...positionOf(origin, car), status, stale, speedMps, ageMs });
  });
  const sign = ask.descending ? -1 : 1;
  const by = order[ask.order];
  cars.sort((a, b) => sign * by(a, b) || byId(a, b));
  return { total: cars.length, cars: cars.slice(0, ask.limit) };
}

/** M7: the cells of a box's cars when these hide each other, else null. */
export function crowdedCells(
  table: VehicleTable,
  drawMs: number,
  ask: Questions['crowd']['ask'],
): Questions['crowd']['answer'] {
  const cars: DrawnCar[] = [];
  forEachInBox(table, drawMs, ask.box, ask.filter, (car) => cars.push(car));
  return isCrowded(cars, ask.unitsPerPx, ask.before) ? cellsOf(cars, ask.unitsPerPx) : null;
}

function forEachInBox(
  table: VehicleTable,
  drawMs: number,
  box: OffsetBox,
  filter: CarFilter,
  visit: (car: DrawnCar, row: number) => void,
): void {
  for (let row = 0; row < table.count; row++) {
    const car = table.drawn(row, drawMs);
    if (car.x < box.west || car.x > box.east || car.y < box.north || car.y > box.south) continue;
    if (passesFilter(filter, car)) visit(car, row);
  }
}

const byId = (a: ListedCar, b: ListedCar) => (a.driverId < b.driverId ? -1 : 1);
const order: Readonly<Record<CarOrder, (a: ListedCar, b: ListedCar) => number>> = {
  driver: byId,
  status: (a, b) => (a.status < b.status ? -1 : a.status > b.status ? 1 : 0),
  speed: (a, b) => (a.speedMps ?? -1) - (b.speedMps ?? -1),
  age: (a, b) => a.ageMs - b.ageMs,
};
