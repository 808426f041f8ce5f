import { columnOf, rowOf } from '@rumo/events';
import { type Area, isInArea } from './area.ts';

interface Placed {
  readonly latitude: number;
  readonly longitude: number;
}

/** Things by where they are, in cells of 360/2^15 degrees (1.2 km). */
export interface VehicleGrid<T> {
  put(item: T, place: Placed): void;
  move(item: T, from: Placed, to: Placed): void;
  remove(item: T, place: Placed): void;
  forEach(visit: (item: T) => void): void;
  /** Visits the cells an area touches, each with all that stands in it: all in the area and some around it. */
  forEachCellNear(area: Area, visit: (items: ReadonlySet<T>) => void): void;
}

const level = 15;
const around = 2 ** level;

export function createVehicleGrid<T>(): VehicleGrid<T> {
  const cells = new Map<number, Set<T>>();
  const put = (item: T, cell: number) => {
    const there = cells.get(cell);
    if (there === undefined) cells.set(cell, new Set([item]));
    else there.add(item);
  };
  const remove = (item: T, cell: number) => {
    const there = cells.get(cell);
    if (there?.delete(item) && there.size === 0) cells.delete(cell);
  };
  return {
    put: (item, place) => put(item, cellOf(place)),
    remove: (item, place) => remove(item, cellOf(place)),
    move(item, from, to) {
      const before = cellOf(from);
      const after = cellOf(to);
      if (before === after) return;
      remove(item, before);
      put(item, after);
    },
    forEach(visit) {
      for (const there of cells.values()) for (const item of there) visit(item);
    },
    forEachCellNear(area, visit) {
      const scale = 2 ** (level - area.level);
      const south = Math.floor(area.southRow * scale);
      const north = Math.ceil((area.southRow + area.rows) * scale) - 1;
      const west = Math.floor(area.westColumn * scale);
      const columns = Math.min(around, Math.ceil((area.westColumn + area.columns) * scale) - west);
      // A wide area has more cells than there are cars: then the cells that hold cars are fewer to look at.
      if ((north - south + 1) * columns > cells.size) {
        for (const [cell, there] of cells) {
          const row = cell % around;
          const column = (cell - row) / around;
          if (row >= south && row <= north && (column - west + 2 * around) % around < columns) visit(there);
        }
        return;
      }
      for (let row = south; row <= north; row++) {
        for (let i = 0; i < columns; i++) {
          const there = cells.get(((west + i) % around) * around + row);
          if (there !== undefined) visit(there);
        }
      }
    },
  };
}

/** All items of the grid that lie in the area. */
export function itemsInArea<T extends Placed>(grid: VehicleGrid<T>, area: Area): T[] {
  const found: T[] = [];
  grid.forEachCellNear(area, (items) => {
    for (const item of items) if (isInArea(area, item.latitude, item.longitude)) found.push(item);
  });
  return found;
}

/** How many items of the grid lie in the area. */
export function countInArea<T extends Placed>(grid: VehicleGrid<T>, area: Area): number {
  // Tiles as large as the grid's cells or larger hold whole cells.
  if (area.level > level) return itemsInArea(grid, area).length;
  let count = 0;
  grid.forEachCellNear(area, (items) => {
    count += items.size;
  });
  return count;
}

function cellOf({ latitude, longitude }: Placed): number {
  return columnOf(longitude, level) * around + rowOf(latitude, level);
}
