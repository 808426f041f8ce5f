import { type BoundingBox, localProjection, type Position } from '@rumo/geo';
import type { CellGrid } from './distance-field.ts';
import { lineOf, type SourceMap, type Tags } from './source-map.ts';

/** A grid over some bounds, its first row in the north. */
export interface Raster extends CellGrid {
  /** Where a position lies, in cells from the north-west corner. */
  cellOf(position: Position): readonly [column: number, row: number];
}

/** The grid of cells of `cellM` metres over the bounds. */
export function rasterOf(bounds: BoundingBox, cellM: number): Raster {
  const [west, south, east, north] = bounds;
  const plane = localProjection({ latitude: (south + north) / 2, longitude: west });
  const columns = Math.ceil(((east - west) * plane.metresPerLongitudeDeg) / cellM);
  const rows = Math.ceil(((north - south) * plane.metresPerLatitudeDeg) / cellM);
  return {
    columns,
    rows,
    cellOf: ({ latitude, longitude }) => [
      ((longitude - west) / (east - west)) * columns,
      ((north - latitude) / (north - south)) * rows,
    ],
  };
}

/** By cell 1 where something of the source stands on land: streets, buildings, green areas, addresses, piers. */
export function landMask(source: SourceMap, raster: Raster): Uint8Array {
  const { columns, rows } = raster;
  const land = new Uint8Array(columns * rows);
  const mark = (column: number, row: number) => {
    const [c, r] = [Math.floor(column), Math.floor(row)];
    if (c >= 0 && c < columns && r >= 0 && r < rows) land[r * columns + c] = 1;
  };
  const markLine = (line: readonly Position[]) => {
    for (let i = 1; i < line.length; i++) {
      const [c0, r0] = raster.cellOf(line[i - 1]);
      const [c1, r1] = raster.cellOf(line[i]);
      const steps = Math.ceil(2 * Math.hypot(c1 - c0, r1 - r0)) || 1;
      for (let s = 0; s <= steps; s++) mark(c0 + ((c1 - c0) * s) / steps, r0 + ((r1 - r0) * s) / steps);
    }
  };
  for (const line of source.lines) if (isLandLine(line.tags)) markLine(lineOf(source, line));
  for (const point of source.points) {
    if (point.tags['addr:housenumber'] || point.tags['addr:street']) mark(...raster.cellOf(point.at));
  }
  for (const area of source.areas) {
    if (!isLandArea(area.tags)) continue;
    for (const rings of area.polygons) {
      for (const ring of rings) markLine(ring);
      markInside(
        rings.map((ring) => ring.map(raster.cellOf)),
        raster,
        mark,
      );
    }
  }
  return land;
}

/** Marks the cells whose middle lies in the polygon, row by row (even-odd rule). */
function markInside(
  rings: readonly (readonly (readonly [number, number])[])[],
  { rows }: CellGrid,
  mark: (column: number, row: number) => void,
): void {
  const heights = rings.flat().map(([, row]) => row);
  const first = Math.max(0, Math.floor(heights.reduce((a, b) => Math.min(a, b), rows)));
  const last = Math.min(rows - 1, Math.ceil(heights.reduce((a, b) => Math.max(a, b), 0)));
  for (let row = first; row <= last; row++) {
    const middle = row + 0.5;
    const crossings = rings
      .flatMap((ring) =>
        ring.flatMap(([c1, r1], i) => {
          const [c0, r0] = ring[i === 0 ? ring.length - 1 : i - 1];
          return r0 > middle === r1 > middle ? [] : [c0 + ((middle - r0) / (r1 - r0)) * (c1 - c0)];
        }),
      )
      .sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      for (let column = Math.ceil(crossings[i] - 0.5); column + 0.5 < crossings[i + 1]; column++)
        mark(column, row);
    }
  }
}

function isLandLine(tags: Tags): boolean {
  if (tags.bridge && tags.bridge !== 'no') return false;
  if (tags.highway) return tags.highway !== 'proposed';
  return tags.railway === 'rail' || tags.man_made === 'breakwater' || tags.man_made === 'pier';
}

function isLandArea(tags: Tags): boolean {
  if (tags.natural === 'water' || tags.waterway || tags.water || tags.leisure === 'marina') return false;
  return Boolean(
    tags.building || tags.landuse || tags.leisure || tags.natural || tags.aeroway || tags.man_made,
  );
}
