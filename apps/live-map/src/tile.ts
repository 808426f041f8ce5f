import { encodeTile, type FrameLayout, type TileFragment } from '@rumo/events';
import type { FrameMoment } from './map-view.ts';
import type { TileStamps } from './tile-stamps.ts';
import type { Vehicle } from './vehicle.ts';

/** One tile that somebody looks at: the cars in it, and what happened in it of late. */
export interface Tile {
  readonly column: number;
  readonly row: number;
  readonly members: Map<number, Vehicle>;
  /** Where its stamps stand. */
  readonly slot: number;
  /** Views that hold it. */
  watchers: number;
  /** Changes, oldest first, and the revision of each; all after the revision `changesSince` are there. */
  changes: Vehicle[];
  changeRevisions: number[];
  changesSince: number;
  /** Who left, oldest first; all after the revision `departuresSince` are there. */
  departures: { readonly vehicle: Vehicle; readonly revision: number }[];
  departuresSince: number;
  /** What was written in this tick; null: nothing. */
  made: Written[] | null;
}

interface Written {
  readonly since: number | null;
  readonly positionBits: number;
  readonly fragment: TileFragment | null;
}

/** Kept for clients that are behind. Further back the members are looked through instead. */
const changesPerMember = 4;
/** A client that is further behind gets a snapshot. */
const mostDepartures = 1_000;

export function createTile(column: number, row: number, slot: number, revision: number): Tile {
  return {
    column,
    row,
    slot,
    members: new Map(),
    watchers: 0,
    changes: [],
    changeRevisions: [],
    changesSince: revision,
    departures: [],
    departuresSince: revision,
    made: null,
  };
}

/** A car in the tile changed; `enters`: it was not in it before. */
export function noteChange(tile: Tile, stamps: TileStamps, vehicle: Vehicle, enters: boolean): void {
  const { revision } = vehicle;
  if (enters) {
    tile.members.set(vehicle.handle, vehicle);
    stamps.entered[tile.slot] = revision;
  }
  stamps.changed[tile.slot] = revision;
  tile.changes.push(vehicle);
  tile.changeRevisions.push(revision);
  if (tile.changes.length > 64 + changesPerMember * tile.members.size) {
    const half = tile.changes.length >> 1;
    tile.changes.splice(0, half);
    tile.changesSince = tile.changeRevisions.splice(0, half)[half - 1];
  }
}

export function noteDeparture(tile: Tile, stamps: TileStamps, vehicle: Vehicle, revision: number): void {
  tile.members.delete(vehicle.handle);
  stamps.departed[tile.slot] = revision;
  tile.departures.push({ vehicle, revision });
  if (tile.departures.length > mostDepartures) {
    const dropped = tile.departures.splice(0, mostDepartures >> 1);
    tile.departuresSince = dropped[dropped.length - 1].revision;
  }
}

/**
 * The tile's cars that changed after the revision `since`, all of them when it is null; null: none. Written once for
 * all clients that have the same of it, in one tick (time and layout are the same throughout).
 */
export function tileFragment(
  tile: Tile,
  since: number | null,
  layout: FrameLayout,
  { brokerTimeMs, makers }: FrameMoment,
): TileFragment | null {
  const { positionBits } = layout;
  const { made } = tile;
  if (made !== null) {
    for (const each of made) {
      if (each.since === since && each.positionBits === positionBits) return each.fragment;
    }
  }
  const changed = changedSince(tile, since);
  const fragment = changed.length === 0 ? null : encodeTile(changed, layout, brokerTimeMs);
  const written = { since, positionBits, fragment };
  if (made !== null) {
    made.push(written);
  } else {
    tile.made = [written];
    makers.push(tile);
  }
  return fragment;
}

function changedSince(tile: Tile, since: number | null): Vehicle[] {
  const { members, changes, changeRevisions, changesSince } = tile;
  const changed: Vehicle[] = [];
  if (since === null || since < changesSince) {
    for (const vehicle of members.values()) {
      if (since === null || vehicle.revision > since) changed.push(vehicle);
    }
    return changed;
  }
  for (let i = changes.length - 1; i >= 0 && changeRevisions[i] > since; i--) {
    const vehicle = changes[i];
    // A car that changed again since, here or elsewhere, has a higher revision than this note; one removed has none.
    if (vehicle.revision === changeRevisions[i]) changed.push(vehicle);
  }
  return changed;
}
