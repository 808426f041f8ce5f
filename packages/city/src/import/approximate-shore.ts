import type { BoundingBox } from '@rumo/geo';
import { simplify } from '@turf/turf';
import { contours } from 'd3-contour';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { beyondDeg } from './coastline.ts';
import { type CellGrid, distanceToMarked } from './distance-field.ts';
import { coordinatesOf } from './geojson.ts';
import { landMask, type Raster, rasterOf } from './land-mask.ts';
import type { SourceMap } from './source-map.ts';

export type Side = 'north' | 'east' | 'south' | 'west';

const cellM = 30;
/** Gaps between land marks up to twice this are land: a block's inside, a field between two roads. */
const closingM = 180;
/** Pieces of sea smaller than this are gaps between roads. */
const smallestSeaM2 = 60_000;

/**
 * The sea of a source that does not contain it, as what is not land. Cells of 30 m are land where there are streets,
 * buildings, green areas or addresses; gaps are closed; what can be reached from the open sides is sea. Null when
 * nothing can. An approximation, and called so in its properties.
 */
export function approximateSea(
  source: SourceMap,
  openSides: readonly Side[],
): Feature<Polygon | MultiPolygon> | null {
  const raster = rasterOf(source.bounds, cellM);
  const land = landMask(source, raster);
  const reach = closingM / cellM;
  const toLand = distanceToMarked(raster, land);
  const open = floodFrom(raster, openSides, (cell) => toLand[cell] > reach);
  if (!open.includes(1)) return null;
  const toOpen = distanceToMarked(raster, open);
  const sea = Float64Array.from(toOpen, (cells) => (cells <= reach ? 1 : 0));
  return seaFeature(source.bounds, raster, smooth(raster, sea));
}

/** The cells that satisfy `isOpen` and are joined to one such cell on the given sides of the grid. */
function floodFrom(
  { columns, rows }: CellGrid,
  sides: readonly Side[],
  isOpen: (cell: number) => boolean,
): Uint8Array {
  const reached = new Uint8Array(columns * rows);
  const queue: number[] = [];
  const reach = (cell: number) => {
    if (reached[cell] || !isOpen(cell)) return;
    reached[cell] = 1;
    queue.push(cell);
  };
  for (const side of sides) {
    const across = side === 'north' || side === 'south';
    for (let i = 0; i < (across ? columns : rows); i++) {
      if (across) reach(side === 'north' ? i : (rows - 1) * columns + i);
      else reach(side === 'west' ? i * columns : i * columns + columns - 1);
    }
  }
  for (let cell = queue.pop(); cell !== undefined; cell = queue.pop()) {
    const column = cell % columns;
    if (column > 0) reach(cell - 1);
    if (column < columns - 1) reach(cell + 1);
    if (cell >= columns) reach(cell - columns);
    if (cell < (rows - 1) * columns) reach(cell + columns);
  }
  return reached;
}

/** Takes the staircase off a mask: three rounds of the binomial filter 1-2-1, in both directions. */
function smooth({ columns, rows }: CellGrid, mask: Float64Array): Float64Array {
  let values = mask;
  for (let round = 0; round < 3; round++) {
    for (const [step, length, at] of [
      [1, columns, (cell: number) => cell % columns],
      [columns, rows, (cell: number) => Math.floor(cell / columns)],
    ] as const) {
      values = values.map((value, cell) => {
        const before = at(cell) > 0 ? values[cell - step] : value;
        const after = at(cell) < length - 1 ? values[cell + step] : value;
        return (before + 2 * value + after) / 4;
      });
    }
  }
  return values;
}

function seaFeature(
  [west, south, east, north]: BoundingBox,
  { columns, rows }: Raster,
  values: Float64Array,
): Feature<Polygon | MultiPolygon> | null {
  const [outline] = contours().size([columns, rows]).thresholds([0.5])(Array.from(values));
  const position = ([column, row]: readonly number[]) => {
    // Points on the grid's edge are pushed far out, where the sea goes on.
    const x = column <= 0 ? -beyondDeg : column >= columns ? beyondDeg : 0;
    const y = row <= 0 ? beyondDeg : row >= rows ? -beyondDeg : 0;
    return coordinatesOf({
      latitude: north - (row / rows) * (north - south) + y,
      longitude: west + (column / columns) * (east - west) + x,
    });
  };
  const cells = smallestSeaM2 / (cellM * cellM);
  const polygons = outline.coordinates
    .filter(([outer]) => shoelace(outer) > cells)
    .map((rings) => rings.filter((ring) => shoelace(ring) > cells).map((ring) => ring.map(position)));
  if (polygons.length === 0) return null;
  const feature: Feature<MultiPolygon> = {
    type: 'Feature',
    properties: { kind: 'sea', source: 'approximate shore' },
    geometry: { type: 'MultiPolygon', coordinates: polygons },
  };
  return simplify(feature, { tolerance: 5 / 111_000, highQuality: true });
}

function shoelace(ring: readonly (readonly number[])[]): number {
  let twice = 0;
  for (let i = 1; i < ring.length; i++) twice += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  return Math.abs(twice) / 2;
}
