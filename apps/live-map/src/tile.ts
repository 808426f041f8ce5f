import { encodeTile, type FrameLayout, type TileFragment, type VehicleUpdate } from '@rumo/events';
import type { Vehicle } from './fleet.ts';

/** One tile that somebody looks at: the cars in it, and what happened in it of late. */
export interface Tile {
  readonly column: number;
  readonly row: number;
  readonly members: Map<number, Vehicle>;
  /** Views that hold it. */
  watchers: number;
  /** The revision of the newest change of a car in it, and of the newest coming in. */
  changed: number;
  entered: number;
  /** Changes, oldest first; all after the revision `changesSince` are there. */
  changes: { readonly vehicle: Vehicle; readonly revision: number }[];
  changesSince: number;
  /** Who left, oldest first; all after the revision `departuresSince` are there. */
  departures: { readonly handle: number; readonly revision: number }[];
  departuresSince: number;
  /** What was written in the tick `writtenIn`. */
  written: { readonly since: number | null; readonly positionBits: number; readonly fragment: Written }[];
  writtenIn: number;
}

type Written = TileFragment | null;

/** Kept for clients that are behind. Further back the members are looked through instead. */
const changesPerMember = 4;
/** A client that is further behind gets a snapshot. */
const mostDepartures = 1_000;

export function createTile(column: number, row: number, revision: number): Tile {
  return {
    column,
    row,
    members: new Map(),
    watchers: 0,
    changed: revision,
    entered: revision,
    changes: [],
    changesSince: revision,
    departures: [],
    departuresSince: revision,
    written: [],
    writtenIn: -1,
  };
}

/** A car in the tile changed; `enters`: it was not in it before. */
export function noteChange(tile: Tile, vehicle: Vehicle, enters: boolean): void {
  const { revision } = vehicle;
  if (enters) {
    tile.members.set(vehicle.handle, vehicle);
    tile.entered = Math.max(tile.entered, revision);
  }
  tile.changed = Math.max(tile.changed, revision);
  tile.changes.push({ vehicle, revision });
  if (tile.changes.length > 64 + changesPerMember * tile.members.size) {
    const dropped = tile.changes.splice(0, tile.changes.length >> 1);
    tile.changesSince = dropped[dropped.length - 1].revision;
  }
}

export function noteDeparture(tile: Tile, handle: number, revision: number): void {
  tile.members.delete(handle);
  tile.departures.push({ handle, revision });
  if (tile.departures.length > mostDepartures) {
    const dropped = tile.departures.splice(0, mostDepartures >> 1);
    tile.departuresSince = dropped[dropped.length - 1].revision;
  }
}

/**
 * The tile's cars that changed after the revision `since`, all of them when it is null; null: none. Written once for
 * all clients that have the same of it, in one tick (`tick` numbers it; time and layout are the same throughout).
 */
export function tileFragment(
  tile: Tile,
  since: number | null,
  layout: FrameLayout,
  brokerTimeMs: number,
  tick: number,
): TileFragment | null {
  if (since !== null && tile.changed <= since) return null;
  if (tile.writtenIn !== tick) {
    tile.written = [];
    tile.writtenIn = tick;
  }
  const { positionBits } = layout;
  for (const each of tile.written) {
    if (each.since === since && each.positionBits === positionBits) return each.fragment;
  }
  const updates = changedSince(tile, since);
  const fragment = updates.length === 0 ? null : encodeTile(updates, layout, brokerTimeMs);
  tile.written.push({ since, positionBits, fragment });
  return fragment;
}

function changedSince({ members, changes, changesSince }: Tile, since: number | null): VehicleUpdate[] {
  const updates: VehicleUpdate[] = [];
  if (since === null || since < changesSince) {
    for (const vehicle of members.values()) {
      if (since === null || vehicle.revision > since) updates.push(updateOf(vehicle));
    }
    return updates;
  }
  for (let i = changes.length - 1; i >= 0 && changes[i].revision > since; i--) {
    const { vehicle, revision } = changes[i];
    // A car that changed again since, here or elsewhere, has a higher revision than this note; one removed has none.
    if (vehicle.revision === revision) updates.push(updateOf(vehicle));
  }
  return updates;
}

function updateOf({ handle, stale, shown }: Vehicle): VehicleUpdate {
  const { latitude, longitude, headingDeg, speedMps, status } = shown.fix;
  return { handle, latitude, longitude, timeMs: shown.timeMs, headingDeg, speedMps, status, stale };
}
