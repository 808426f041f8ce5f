import { latitudeAtMercatorY, longitudeAtMercatorX, type Position, tileAt } from '@rumo/geo';
import type { FeatureCollection, Polygon } from 'geojson';
import type { CellsAnswer } from './api-answers.ts';

type CellRow = CellsAnswer['rows'][number];

export interface CellProperties {
  readonly index: number;
  /** −1 where nobody drove. */
  readonly meanKmh: number;
}

/** The cells of an answer as squares of the map, each with its place in the answer's rows. */
export function cellFeatures({
  zoom,
  rows,
}: Pick<CellsAnswer, 'zoom' | 'rows'>): FeatureCollection<Polygon, CellProperties> {
  return {
    type: 'FeatureCollection',
    features: rows.map((row, index) => ({
      type: 'Feature',
      id: index,
      properties: { index, meanKmh: row.meanKmh ?? -1 },
      geometry: { type: 'Polygon', coordinates: [ring(zoom, row)] },
    })),
  };
}

/** The middle of a cell, WGS 84. */
export function cellCentre(zoom: number, { x, y }: Pick<CellRow, 'x' | 'y'>): Position {
  const size = 2 ** zoom;
  return {
    latitude: latitudeAtMercatorY((y + 0.5) / size),
    longitude: longitudeAtMercatorX((x + 0.5) / size),
  };
}

/** The cell that holds a place, −1 where no row is of that cell. */
export function cellAt({ zoom, rows }: Pick<CellsAnswer, 'zoom' | 'rows'>, position: Position): number {
  const { x, y } = tileAt(position, zoom);
  return rows.findIndex((row) => row.x === x && row.y === y);
}

/** West, south, east, north of all cells, degrees; null without any. */
export function cellBounds({
  zoom,
  rows,
}: Pick<CellsAnswer, 'zoom' | 'rows'>): [number, number, number, number] | null {
  if (rows.length === 0) return null;
  const size = 2 ** zoom;
  const xs = rows.map(({ x }) => x);
  const ys = rows.map(({ y }) => y);
  return [
    longitudeAtMercatorX(Math.min(...xs) / size),
    latitudeAtMercatorY((Math.max(...ys) + 1) / size),
    longitudeAtMercatorX((Math.max(...xs) + 1) / size),
    latitudeAtMercatorY(Math.min(...ys) / size),
  ];
}

/** Counter-clockwise from the north west, closed, as GeoJSON wants an outer ring. */
function ring(zoom: number, { x, y }: CellRow): [number, number][] {
  const size = 2 ** zoom;
  const west = longitudeAtMercatorX(x / size);
  const east = longitudeAtMercatorX((x + 1) / size);
  const north = latitudeAtMercatorY(y / size);
  const south = latitudeAtMercatorY((y + 1) / size);
  return [
    [west, north],
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}
