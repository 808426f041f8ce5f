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
  /** Visits what stands in the cells an area touches: all in the area and some around it. */
  forEachNear(area: Area, visit: (item: T) => void): void;
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
    forEachNear(area, visit) {
      const scale = 2 ** (level - area.level);
      const south = Math.floor(area.southRow * scale);
      const north = Math.ceil((area.southRow + area.rows) * scale);
      const west = Math.floor(area.westColumn * scale);
      const east = Math.ceil((area.westColumn + area.columns) * scale);
      // A wide area has more cells than there are cars: then the cells that hold cars are fewer to look at.
      if ((north - south) * (east - west) > cells.size) {
        for (const there of cells.values()) for (const item of there) visit(item);
        return;
      }
      for (let row = Math.max(0, south); row <= Math.min(north, around / 2); row++) {
        for (let column = west; column < Math.min(east, west + around); column++) {
          const there = cells.get((column % around) * around + row);
          if (there !== undefined) for (const item of there) visit(item);
        }
      }
    },
  };
}

/** All items of the grid that lie in the area. */
export function itemsInArea<T extends Placed>(grid: VehicleGrid<T>, area: Area): T[] {
  const found: T[] = [];
  grid.forEachNear(area, (item) => {
    if (isInArea(area, item.latitude, item.longitude)) found.push(item);
  });
  return found;
}

function cellOf({ latitude, longitude }: Placed): number {
  const column = Math.floor(((longitude + 180) / 360) * around) % around;
  return column * around + Math.floor(((latitude + 90) / 360) * around);
}
