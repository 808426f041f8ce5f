import {
  joinTiles,
  latitudeOf,
  longitudeOf,
  type TileFragment,
  type TileGrid,
  type Viewport,
} from '@rumo/events';
import { isInViewport } from './area.ts';
import type { Fleet } from './fleet.ts';
import type { FrameMoment, MapView, ViewFrame } from './map-view.ts';
import { type Tile, tileFragment } from './tile.ts';
import type { TileLayer } from './tile-layer.ts';
import type { Vehicle } from './vehicle.ts';

/** The single cars of an area. */
export function createCarsView(
  key: string,
  grid: TileGrid,
  positionBits: number,
  layer: TileLayer,
  fleet: Fleet,
): MapView {
  const tiles = layer.hold(grid);
  const slots = Int32Array.from(tiles, ({ slot }) => slot);
  const { stamps } = layer;
  const around = 2 ** grid.level;
  const shared: { made: { readonly since: number | null; readonly frame: ViewFrame | null }[] | null } = {
    made: null,
  };

  const holds = ({ column, row }: Tile) =>
    row >= grid.southRow &&
    row < grid.southRow + grid.rows &&
    (column - grid.westColumn + around) % around < grid.columns;

  /** Who left the view after `since`, rising; null when that is not known any more. */
  function removedSince(since: number): number[] | null {
    let removed: Set<number> | null = null;
    const { departed } = stamps;
    for (let index = 0; index < slots.length; index++) {
      if (departed[slots[index]] <= since) continue;
      const { departures, departuresSince } = tiles[index];
      if (since < departuresSince) return null;
      for (let i = departures.length - 1; i >= 0 && departures[i].revision > since; i--) {
        const { vehicle } = departures[i];
        const tile = layer.tileOf(vehicle);
        if (tile === undefined || !holds(tile)) {
          removed ??= new Set();
          removed.add(vehicle.handle);
        }
      }
    }
    return removed === null ? [] : [...removed].sort((a, b) => a - b);
  }

  function make(since: number | null, moment: FrameMoment): ViewFrame | null {
    const { brokerTimeMs } = moment;
    const left = since === null ? null : removedSince(since);
    const snapshot = left === null;
    const from = snapshot ? null : since;
    const layout = { grid, positionBits, handleBits: fleet.handleBits };
    const { changed } = stamps;
    const fragments: TileFragment[] = [];
    const places: number[] = [];
    for (let index = 0; index < slots.length; index++) {
      if (from !== null && changed[slots[index]] <= from) continue;
      const fragment = tileFragment(tiles[index], from, layout, moment);
      if (fragment === null) continue;
      fragments.push(fragment);
      places.push(index);
    }
    const removed = left ?? [];
    if (!snapshot && fragments.length === 0 && removed.length === 0) return null;
    const bytes = joinTiles({ brokerTimeMs, snapshot, layout, removed }, places, fragments);
    return { bytes, snapshot, newcomers: newcomersSince(from), packet: null };
  }

  function newcomersSince(since: number | null): Vehicle[] {
    const newcomers: Vehicle[] = [];
    const { entered } = stamps;
    for (let index = 0; index < slots.length; index++) {
      if (since !== null && entered[slots[index]] <= since) continue;
      for (const vehicle of tiles[index].members.values()) {
        if (since === null || vehicle.revision > since) newcomers.push(vehicle);
      }
    }
    return newcomers;
  }

  return {
    key,
    get cars() {
      return tiles.reduce((sum, tile) => sum + tile.members.size, 0);
    },
    get version() {
      return fleet.revision;
    },
    frame(since, moment) {
      const known = shared.made?.find((each) => each.since === since);
      if (known !== undefined) return known.frame;
      const frame = make(since, moment);
      if (shared.made === null) moment.makers.push(shared);
      shared.made = [...(shared.made ?? []), { since, frame }];
      return frame;
    },
    carsIn(viewport) {
      let cars = 0;
      for (const { column, row, members } of tiles) {
        if (members.size === 0) continue;
        if (isWhollyIn(viewport, column, row, grid.level)) {
          cars += members.size;
          continue;
        }
        for (const { latitude, longitude } of members.values()) {
          if (isInViewport(viewport, latitude, longitude)) cars++;
        }
      }
      return cars;
    },
    close: () => layer.release(tiles),
  };
}

function isWhollyIn(viewport: Viewport, column: number, row: number, level: number): boolean {
  const [south, west] = [latitudeOf(row, level), longitudeOf(column, level)];
  const [north, east] = [latitudeOf(row + 1, level), longitudeOf(column + 1, level)];
  const wide = viewport.east < viewport.west || viewport.east - viewport.west >= 180;
  return !wide && isInViewport(viewport, south, west) && isInViewport(viewport, north, east);
}
