import type { FeatureCollection, Point } from 'geojson';
import type { GeoJSONSourceSpecification, LayerSpecification } from 'maplibre-gl';
import type { OffsetCell } from '../live/live-messages.ts';
import { type MercatorOrigin, positionOf } from '../live/mercator-origin.ts';
import type { MapPalette } from './map-palette.ts';
import { colorBySpeed } from './speed-scale.ts';

export interface CellProperties {
  readonly count: number;
  readonly label: string;
  /** −1 where no car says its speed. */
  readonly meanKmh: number;
}
export type CellFeatures = FeatureCollection<Point, CellProperties>;

export const noCells: CellFeatures = { type: 'FeatureCollection', features: [] };
export const cellSource: GeoJSONSourceSpecification = { type: 'geojson', data: noCells };

const smallestWithSpeed = 60;

/** The cells where they lie on the map. */
export function cellFeatures(cells: readonly OffsetCell[], origin: MercatorOrigin): CellFeatures {
  return {
    type: 'FeatureCollection',
    features: cells.map(({ x, y, count, meanKmh }) => {
      const { latitude, longitude } = positionOf(origin, { x, y });
      // A small disc has room for the count alone; its colour tells the speed.
      const roomy = count >= smallestWithSpeed && meanKmh !== null;
      const label = roomy ? `${count}\n${Math.round(meanKmh)} km/h` : String(count);
      return {
        type: 'Feature',
        properties: { count, label, meanKmh: meanKmh ?? -1 },
        geometry: { type: 'Point', coordinates: [longitude, latitude] },
      };
    }),
  };
}

/** The paint of the cells while they stand for cars, and while they do not: the map fades between the two. */
export function cellOpacity(shown: boolean) {
  const share = (full: number) => (shown ? full : 0);
  return [
    ['cells', 'circle-opacity', share(0.92)],
    ['cells', 'circle-stroke-opacity', share(1)],
    ['cell-names', 'text-opacity', share(1)],
  ] as const;
}

/** Cells as discs: as large as their count, coloured by mean speed, both in words inside. */
export function cellLayers(palette: MapPalette): LayerSpecification[] {
  return [
    {
      id: 'cells',
      type: 'circle',
      source: 'cells',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'count']], 1, 12, 5, 20, 20, 34],
        'circle-color': ['case', ['<', ['get', 'meanKmh'], 0], palette.cars.stale, colorBySpeed],
        'circle-opacity': 0,
        'circle-stroke-opacity': 0,
        'circle-stroke-width': 1.5,
        'circle-stroke-color': palette.cars.casing,
      },
    },
    {
      id: 'cell-names',
      type: 'symbol',
      source: 'cells',
      layout: {
        'text-field': ['get', 'label'],
        'text-font': ['sans-serif'],
        'text-size': 11,
        'text-line-height': 1.1,
        'text-allow-overlap': true,
      },
      paint: {
        // The scale goes from dark to bright at about 40 km/h.
        'text-color': ['case', ['<', ['get', 'meanKmh'], 38], '#ffffff', '#14181d'],
        'text-opacity': 0,
      },
    },
  ];
}
