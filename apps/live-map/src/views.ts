import type { TileGrid, Viewport } from '@rumo/events';
import { areaKey, areaOf, cellsOf, positionBitsOf } from './area.ts';
import { createCarsView } from './cars-view.ts';
import { createCellSums } from './cell-sums.ts';
import { createCellsView } from './cells-view.ts';
import type { Fleet } from './fleet.ts';
import type { MapView } from './map-view.ts';
import { createTileLayer, type TileLayer } from './tile-layer.ts';

export type Show = 'cars' | 'cells';

/** All that is looked at, each view once for all clients that share it. */
export interface Views {
  readonly size: number;
  /** Tiles that somebody looks at. */
  readonly tiles: number;
  /** The view of a viewport; `release` gives it back. `before`: what the client was shown so far. */
  hold(viewport: Viewport, before: Show | null): { readonly view: MapView; readonly show: Show };
  release(view: MapView): void;
  /** Takes in what the fleet did since the last call. */
  update(localMs: number): void;
}

/** Below this zoom a city is a spot and its cars are always cells (M7); what is shown changes back half a level up. */
const cellsBelowZoom = 8;
const carsFromZoom = 8.5;
/** Cells give way to cars again when there are this many of the most. */
const carsAgainShare = 2 / 3;

/** What is shown of an area: it changes only when clearly past the border, so that it does not flicker. */
export function showOf(before: Show | null, zoom: number, cars: number, mostCars: number): Show {
  if (zoom < cellsBelowZoom || cars > mostCars) return 'cells';
  if (before === 'cells' && (zoom < carsFromZoom || cars > mostCars * carsAgainShare)) return 'cells';
  return 'cars';
}

export function createViews(fleet: Fleet, mostCars: number): Views {
  const shared = new Map<string, { readonly view: MapView; clients: number }>();
  const layers = new Map<number, TileLayer>();
  const sums = createCellSums(fleet);
  let revision = fleet.revision;
  let nowMs = 0;

  function layerOf(level: number): TileLayer {
    let layer = layers.get(level);
    if (layer === undefined) {
      layer = createTileLayer(level, fleet);
      layers.set(level, layer);
    }
    return layer;
  }

  function open(key: string, show: Show, area: TileGrid, positionBits: number): MapView {
    if (show === 'cars') return createCarsView(key, area, positionBits, layerOf(area.level), fleet);
    const grid = cellsOf(area);
    return createCellsView(key, grid, () => sums.at(grid.level, nowMs));
  }

  return {
    get size() {
      return shared.size;
    },
    get tiles() {
      let tiles = 0;
      for (const layer of layers.values()) tiles += layer.size;
      return tiles;
    },
    hold(viewport, before) {
      const area = areaOf(viewport);
      const show = showOf(before, viewport.zoom, fleet.countIn(area), mostCars);
      const positionBits = positionBitsOf(viewport.zoom, area.level);
      const key = `${show}/${areaKey(area)}${show === 'cars' ? `/${positionBits}` : ''}`;
      let entry = shared.get(key);
      if (entry === undefined) {
        entry = { view: open(key, show, area, positionBits), clients: 0 };
        shared.set(key, entry);
      }
      entry.clients++;
      return { view: entry.view, show };
    },
    release(view) {
      const entry = shared.get(view.key);
      if (entry === undefined || --entry.clients > 0) return;
      shared.delete(view.key);
      view.close();
      for (const [level, layer] of layers) if (layer.size === 0) layers.delete(level);
    },
    update(localMs) {
      nowMs = localMs;
      if (fleet.revision === revision) return;
      for (const layer of layers.values()) layer.update();
      fleet.forgetChanges();
      revision = fleet.revision;
    },
  };
}
