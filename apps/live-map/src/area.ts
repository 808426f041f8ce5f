import { frameMaxLevelBits, rowOf, type TileGrid, tileIndexOf, type Viewport } from '@rumo/events';

/**
 * A viewport with its margin (M1), snapped outward to tiles, so that clients that look at nearly the same place share
 * one area.
 */
export type Area = TileGrid;

/** Added on each side, as a part of the viewport's larger side. */
const margin = 0.05;
/** Tiles of 38 m: what the smallest viewport is snapped to. */
const maxLevel = 20;

/** The area of a viewport. East of 180° and west of −180° wrap; east < west crosses the antimeridian. */
export function areaOf(viewport: Viewport): Area {
  const { west, south, north } = viewport;
  const east = eastOf(viewport);
  const spanDeg = Math.min(360, Math.max(east - west, north - south));
  const level = Math.min(maxLevel, Math.floor(Math.log2((360 * 16) / spanDeg)));
  const cellDeg = 360 / 2 ** level;
  const marginDeg = spanDeg * margin;
  const first = Math.floor((west - marginDeg + 180) / cellDeg);
  const last = Math.floor((east + marginDeg + 180) / cellDeg);
  const around = 2 ** level;
  const southRow = rowOf(Math.max(-90, south - marginDeg), level);
  const rows = rowOf(north + marginDeg, level) - southRow + 1;
  const columns = last - first + 1;
  if (columns >= around) return { level, westColumn: 0, columns: around, southRow, rows };
  return { level, westColumn: modulo(first, around), columns, southRow, rows };
}

/** The area again, in cells of half the side of its tiles. */
export function cellsOf({ level, westColumn, columns, southRow, rows }: Area): TileGrid {
  return {
    level: level + 1,
    westColumn: 2 * westColumn,
    columns: 2 * columns,
    southRow: 2 * southRow,
    rows: 2 * rows,
  };
}

/**
 * Into how many bits a position within a tile of `level` is cut, so that a step is a fifth of a pixel of the zoom or
 * less: a zoom that does not belong to the viewport costs its own client some precision or some bytes.
 */
export function positionBitsOf(zoom: number, level: number): number {
  const tilePx = 512 * 2 ** (zoom - level);
  const bits = Math.ceil(Math.log2(5 * tilePx));
  return Math.min(Math.max(bits, 6), 12, frameMaxLevelBits - level);
}

export function areaKey(area: Area): string {
  return `${area.level}/${area.westColumn}+${area.columns}/${area.southRow}+${area.rows}`;
}

/** Whether a position (degrees, longitude from −180 to 180) lies in the area. */
export function isInArea(area: Area, latitude: number, longitude: number): boolean {
  return tileIndexOf(area, latitude, longitude) >= 0;
}

/** Whether a position lies in the viewport itself, without the margin. */
export function isInViewport(viewport: Viewport, latitude: number, longitude: number): boolean {
  if (latitude < viewport.south || latitude > viewport.north) return false;
  return modulo(longitude - viewport.west, 360) <= eastOf(viewport) - viewport.west;
}

/** The eastern side, not west of the western one. */
function eastOf({ west, east }: Viewport): number {
  return east < west ? west + modulo(east - west, 360) : east;
}

function modulo(value: number, around: number): number {
  return ((value % around) + around) % around;
}
