import { columnOf, rowOf, type TileGrid } from '@rumo/events';
import type { Fleet } from './fleet.ts';
import { createTile, noteChange, noteDeparture, type Tile } from './tile.ts';
import { createTileSlots, type TileStamps } from './tile-stamps.ts';
import type { Vehicle } from './vehicle.ts';

/** The tiles of one level that somebody looks at, kept up to date with the fleet. */
export interface TileLayer {
  /** Tiles somebody looks at. */
  readonly size: number;
  /** Of its tiles. */
  readonly stamps: TileStamps;
  /** The tiles of a grid of this level, row by row from the south-western one; `release` gives them back. */
  hold(grid: TileGrid): readonly Tile[];
  release(tiles: readonly Tile[]): void;
  /** Takes in what the fleet did since it was last told to forget its changes. */
  update(): void;
  /** The tile a car is in, when somebody looks at it. */
  tileOf(vehicle: Vehicle): Tile | undefined;
}

export function createTileLayer(level: number, fleet: Fleet): TileLayer {
  const around = 2 ** level;
  const tiles = new Map<number, Tile>();
  /** By the slots of the cars. */
  const tileOfCar: (Tile | undefined)[] = [];
  const slots = createTileSlots();
  const { stamps } = slots;

  const tileAt = ({ latitude, longitude }: Vehicle) =>
    tiles.get(rowOf(latitude, level) * around + columnOf(longitude, level));

  function place(vehicle: Vehicle): void {
    const before = tileOf(vehicle);
    const column = columnOf(vehicle.longitude, level);
    const row = rowOf(vehicle.latitude, level);
    if (before !== undefined && before.column === column && before.row === row) {
      noteChange(before, stamps, vehicle, false);
      return;
    }
    if (before !== undefined) leave(before, vehicle);
    const tile = tiles.get(row * around + column);
    if (tile === undefined) return;
    putInto(tile, vehicle);
    noteChange(tile, stamps, vehicle, true);
  }

  /** Puts a car into its tile when that is fresh: nobody has anything of it, so there is no change to note. */
  function settle(vehicle: Vehicle, fresh: ReadonlySet<Tile>): void {
    const tile = tileAt(vehicle);
    if (tile === undefined || !fresh.has(tile)) return;
    const before = tileOf(vehicle);
    if (before !== undefined) leave(before, vehicle);
    putInto(tile, vehicle);
    tile.members.set(vehicle.handle, vehicle);
  }

  function tileOf({ slot }: Vehicle): Tile | undefined {
    return slot < tileOfCar.length ? tileOfCar[slot] : undefined;
  }

  function putInto(tile: Tile, { slot }: Vehicle): void {
    while (tileOfCar.length < slot) tileOfCar.push(undefined);
    tileOfCar[slot] = tile;
  }

  function leave(tile: Tile, vehicle: Vehicle): void {
    tileOfCar[vehicle.slot] = undefined;
    noteDeparture(tile, stamps, vehicle, fleet.revision);
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
        for (const { slot } of tile.members.values()) tileOfCar[slot] = undefined;
      }
    },
    update() {
      fleet.forEachChanged(place);
      for (const vehicle of fleet.removed) {
        const tile = tileOf(vehicle);
        if (tile !== undefined) leave(tile, vehicle);
      }
    },
    // The slot of one that is gone may be another one's.
    tileOf: (vehicle) => (vehicle.isDrawn ? tileOf(vehicle) : undefined),
  };
}
