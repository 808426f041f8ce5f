import { columnOf, rowOf, type TileGrid } from '@rumo/events';
import type { Fleet, Vehicle } from './fleet.ts';
import { createTile, noteChange, noteDeparture, type Tile } from './tile.ts';
import { createTileSlots, type TileStamps } from './tile-stamps.ts';

/** The tiles of one level that somebody looks at, kept up to date with the fleet. */
export interface TileLayer {
  /** Tiles somebody looks at. */
  readonly size: number;
  /** Of its tiles. */
  readonly stamps: TileStamps;
  /** The tiles of a grid of this level, row by row from the south-western one; `release` gives them back. */
  hold(grid: TileGrid): readonly Tile[];
  release(tiles: readonly Tile[]): void;
  /** Takes in what the fleet did: who changed, in the order of revisions, and the handles of who was removed. */
  update(changed: readonly Vehicle[], removed: readonly number[]): void;
  /** The tile a car is in, when somebody looks at it. */
  tileOf(handle: number): Tile | undefined;
}

export function createTileLayer(level: number, fleet: Fleet): TileLayer {
  const around = 2 ** level;
  const tiles = new Map<number, Tile>();
  const tileOfCar = new Map<number, Tile>();
  const slots = createTileSlots();
  const { stamps } = slots;

  const tileAt = ({ latitude, longitude }: Vehicle) =>
    tiles.get(rowOf(latitude, level) * around + columnOf(longitude, level));

  function place(vehicle: Vehicle): void {
    const tile = tileAt(vehicle);
    const before = tileOfCar.get(vehicle.handle);
    if (tile === undefined) {
      if (before !== undefined) leave(before, vehicle.handle);
      return;
    }
    if (before !== tile) {
      if (before !== undefined) leave(before, vehicle.handle);
      tileOfCar.set(vehicle.handle, tile);
    }
    noteChange(tile, stamps, vehicle, before !== tile);
  }

  /** Puts a car into its tile when that is fresh: nobody has anything of it, so there is no change to note. */
  function settle(vehicle: Vehicle, fresh: ReadonlySet<Tile>): void {
    const tile = tileAt(vehicle);
    if (tile === undefined || !fresh.has(tile)) return;
    const before = tileOfCar.get(vehicle.handle);
    if (before !== undefined) leave(before, vehicle.handle);
    tileOfCar.set(vehicle.handle, tile);
    tile.members.set(vehicle.handle, vehicle);
  }

  function leave(tile: Tile, handle: number): void {
    tileOfCar.delete(handle);
    noteDeparture(tile, stamps, handle, fleet.revision);
  }

  return {
    get size() {
      return tiles.size;
    },
    stamps,
    hold(grid) {
      const held: Tile[] = [];
      const fresh = new Set<Tile>();
      for (let row = grid.southRow; row < grid.southRow + grid.rows; row++) {
        for (let i = 0; i < grid.columns; i++) {
          const column = (grid.westColumn + i) % around;
          const key = row * around + column;
          let tile = tiles.get(key);
          if (tile === undefined) {
            tile = createTile(column, row, slots.take(fleet.revision), fleet.revision);
            tiles.set(key, tile);
            fresh.add(tile);
          }
          tile.watchers++;
          held.push(tile);
        }
      }
      if (fresh.size > 0) for (const vehicle of fleet.inArea(grid)) settle(vehicle, fresh);
      return held;
    },
    release(held) {
      for (const tile of held) {
        if (--tile.watchers > 0) continue;
        tiles.delete(tile.row * around + tile.column);
        slots.giveBack(tile.slot);
        for (const handle of tile.members.keys()) tileOfCar.delete(handle);
      }
    },
    update(changed, removed) {
      for (const vehicle of changed) place(vehicle);
      for (const handle of removed) {
        const tile = tileOfCar.get(handle);
        if (tile !== undefined) leave(tile, handle);
      }
    },
    tileOf: (handle) => tileOfCar.get(handle),
  };
}
