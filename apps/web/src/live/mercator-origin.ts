import { latitudeAtMercatorY, longitudeAtMercatorX, mercatorX, mercatorY, type Position } from '@rumo/geo';

/** A point of the web-mercator square that positions are kept relative to, so that 32-bit floats hold them. */
export interface MercatorOrigin {
  readonly x: number;
  readonly y: number;
}

/** Mercator units east and south of the origin: within a city, a 32-bit float is exact to millimetres. */
export interface MercatorOffset {
  readonly x: number;
  readonly y: number;
}

export function mercatorOrigin(center: Position): MercatorOrigin {
  return { x: mercatorX(center.longitude), y: mercatorY(center.latitude) };
}

export function offsetOf(origin: MercatorOrigin, position: Position): MercatorOffset {
  return { x: mercatorX(position.longitude) - origin.x, y: mercatorY(position.latitude) - origin.y };
}

export function positionOf(origin: MercatorOrigin, offset: MercatorOffset): Position {
  return {
    latitude: latitudeAtMercatorY(offset.y + origin.y),
    longitude: longitudeAtMercatorX(offset.x + origin.x),
  };
}

/**
 * The camera's matrix (column-major, mercator units → clip space) with the origin folded in, computed in 64 bits:
 * M · translate(origin). In 32 bits cars would tremble by metres at high zooms.
 */
export function matrixFromOrigin(matrix: ArrayLike<number>, origin: MercatorOrigin): Float32Array {
  const folded = new Float32Array(16);
  for (let i = 0; i < 16; i++) folded[i] = matrix[i];
  for (let row = 0; row < 4; row++) {
    folded[12 + row] = matrix[row] * origin.x + matrix[4 + row] * origin.y + matrix[12 + row];
  }
  return folded;
}
