import { doubled } from './doubled.ts';

/**
 * When something last happened in each tile of a layer, as revisions of the fleet, by the tile's slot. Every view looks
 * at all of its tiles in each tick, and in most of them nothing has happened: side by side that costs next to nothing.
 */
export interface TileStamps {
  /** The newest change of a car in it. */
  changed: Float64Array;
  /** The newest coming in. */
  entered: Float64Array;
  /** The newest going out. */
  departed: Float64Array;
}

export interface TileSlots {
  readonly stamps: TileStamps;
  /** A slot for a new tile, all its stamps at `revision`. */
  take(revision: number): number;
  giveBack(slot: number): void;
}

export function createTileSlots(): TileSlots {
  const stamps: TileStamps = {
    changed: new Float64Array(64),
    entered: new Float64Array(64),
    departed: new Float64Array(64),
  };
  const free: number[] = [];
  let used = 0;
  return {
    stamps,
    take(revision) {
      const slot = free.pop() ?? used++;
      if (slot >= stamps.changed.length) {
        stamps.changed = doubled(stamps.changed);
        stamps.entered = doubled(stamps.entered);
        stamps.departed = doubled(stamps.departed);
      }
      stamps.changed[slot] = revision;
      stamps.entered[slot] = revision;
      stamps.departed[slot] = revision;
      return slot;
    },
    giveBack: (slot) => void free.push(slot),
  };
}
