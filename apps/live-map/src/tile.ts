import { encodeTile, type FrameLayout, type TileFragment, type VehicleUpdate } from '@rumo/events';
import type { TileStamps } from './tile-stamps.ts';
import { known, type Vehicle } from './vehicle.ts';

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
  /** What was written in the tick `writtenIn`. */
  written: { readonly since: number | null; readonly positionBits: number; readonly fragment: Written }[];
  writtenIn: number;
}

type Written = TileFragment | null;

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
    written: [],
    writtenIn: -1,
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
 * all clients that have the same of it, in one tick (`tick` numbers it; time and layout are the same throughout).
 */
export function tileFragment(
  tile: Tile,
  since: number | null,
  layout: FrameLayout,
  brokerTimeMs: number,
  tick: number,
): TileFragment | null {
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

function changedSince(tile: Tile, since: number | null): VehicleUpdate[] {
  const { members, changes, changeRevisions, changesSince } = tile;
  const updates: VehicleUpdate[] = [];
  if (since === null || since < changesSince) {
    for (const vehicle of members.values()) {
      if (since === null || vehicle.revision > since) updates.push(updateOf(vehicle));
    }
    return updates;
  }
  for (let i = changes.length - 1; i >= 0 && changeRevisions[i] > since; i--) {
    const vehicle = changes[i];
    // A car that changed again since, here or elsewhere, has a higher revision than this note; one removed has none.
    if (vehicle.revision === changeRevisions[i]) updates.push(updateOf(vehicle));
  }
  return updates;
}

function updateOf(vehicle: Vehicle): VehicleUpdate {
  return {
    handle: vehicle.handle,
    latitude: vehicle.latitude,
    longitude: vehicle.longitude,
    timeMs: vehicle.timeMs,
    headingDeg: known(vehicle.headingDeg),
    speedMps: known(vehicle.speedMps),
    status: vehicle.status,
    stale: vehicle.stale,
  };
}
