import type { Viewport } from '@rumo/events';

/**
 * A viewport with its margin (M1), snapped outward to cells of 360/2^level degrees, so that clients that look at
 * nearly the same place share one area. Columns count eastward from 180° W and wrap; rows count from the south pole.
 */
export interface Area {
  readonly level: number;
  readonly westColumn: number;
  readonly columns: number;
  readonly southRow: number;
  readonly rows: number;
}

/** Added on each side, as a part of the viewport's larger side. */
const margin = 0.1;
/** Cells of 38 m: what the smallest viewport is snapped to. */
const maxLevel = 20;

/** The area of a viewport. East of 180° and west of −180° wrap; east < west crosses the antimeridian. */
export function areaOf(viewport: Viewport): Area {
  const { west, south, north } = viewport;
  const east = viewport.east < west ? viewport.east + 360 : viewport.east;
  const spanDeg = Math.min(360, Math.max(east - west, north - south));
  const level = Math.min(maxLevel, Math.floor(Math.log2((360 * 16) / spanDeg)));
  const cellDeg = 360 / 2 ** level;
  const marginDeg = spanDeg * margin;
  const first = Math.floor((west - marginDeg + 180) / cellDeg);
  const last = Math.floor((east + marginDeg + 180) / cellDeg);
  const southRow = Math.floor((south - marginDeg + 90) / cellDeg);
  const rows = Math.floor((north + marginDeg + 90) / cellDeg) - southRow + 1;
  const around = 2 ** level;
  const columns = last - first + 1;
  if (columns >= around) return { level, westColumn: 0, columns: around, southRow, rows };
  return { level, westColumn: modulo(first, around), columns, southRow, rows };
}

export function areaKey(area: Area): string {
  return `${area.level}/${area.westColumn}+${area.columns}/${area.southRow}+${area.rows}`;
}

/** Whether a position (degrees, longitude from −180 to 180) lies in the area. */
export function isInArea(area: Area, latitude: number, longitude: number): boolean {
  const around = 2 ** area.level;
  const row = Math.floor(((latitude + 90) / 360) * around) - area.southRow;
  if (row < 0 || row >= area.rows) return false;
  const column = Math.floor(((longitude + 180) / 360) * around) - area.westColumn;
  return modulo(column, around) < area.columns;
}

/** Whether a position lies in the viewport itself, without the margin. */
export function isInViewport(viewport: Viewport, latitude: number, longitude: number): boolean {
  if (latitude < viewport.south || latitude > viewport.north) return false;
  const east = viewport.east < viewport.west ? viewport.east + 360 : viewport.east;
  return modulo(longitude - viewport.west, 360) <= east - viewport.west;
}

function modulo(value: number, around: number): number {
  return ((value % around) + around) % around;
}
