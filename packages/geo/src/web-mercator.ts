import { type Position, radiansPerDeg } from './position.ts';

/*
 * Web Mercator (EPSG:3857) as web maps use it: the world is a square, x from 0 at 180° west to 1 at 180° east,
 * y from 0 in the north to 1 in the south. Formulas: Snyder, USGS 1395, eq. 7-1 and 7-2, on a sphere.
 */

/** The latitude where the square ends: atan(sinh(π)). */
export const maxMercatorLatitude = 85.051_128_779_806_59;

/** The Earth's radius that web maps take, metres: the equator of WGS 84. */
export const mercatorRadiusM = 6_378_137;

/** x in 0 … 1 of a longitude. */
export function mercatorX(longitudeDeg: number): number {
  return (longitudeDeg + 180) / 360;
}

/** y in 0 … 1 of a latitude, which is clamped to the square. */
export function mercatorY(latitudeDeg: number): number {
  const clamped = Math.max(-maxMercatorLatitude, Math.min(maxMercatorLatitude, latitudeDeg));
  const sine = Math.sin(clamped * radiansPerDeg);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** The longitude at x, degrees. */
export function longitudeAtMercatorX(x: number): number {
  return x * 360 - 180;
}

/** The latitude at y, degrees. */
export function latitudeAtMercatorY(y: number): number {
  return Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / radiansPerDeg;
}

/** Ground metres that the whole square's width would be at a latitude. */
export function metresPerMercatorUnit(latitudeDeg: number): number {
  return 2 * Math.PI * mercatorRadiusM * Math.cos(latitudeDeg * radiansPerDeg);
}

/** Ground metres under one CSS pixel at a zoom, with the 512-pixel tiles of MapLibre. */
export function metresPerPixel(latitudeDeg: number, zoom: number): number {
  return metresPerMercatorUnit(latitudeDeg) / (512 * 2 ** zoom);
}

/** The tile (x east, y south) at a whole zoom that holds the position. */
export function tileAt(position: Position, zoom: number): { readonly x: number; readonly y: number } {
  const count = 2 ** zoom;
  const clamp = (tile: number) => Math.max(0, Math.min(count - 1, Math.floor(tile)));
  return {
    x: clamp(mercatorX(position.longitude) * count),
    y: clamp(mercatorY(position.latitude) * count),
  };
}
