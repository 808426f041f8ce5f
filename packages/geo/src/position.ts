/** A place on the globe (WGS 84), degrees; latitude −90…90, longitude −180…180. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

export const radiansPerDeg = Math.PI / 180;

/**
 * Mean radius of the Earth in metres: R1 = (2a + b) / 3 of the ellipsoid, International Union of Geodesy and
 * Geophysics. A sphere of it is off from the ellipsoid by at most 0.56 %.
 */
export const earthRadiusM = 6_371_008.8;

/** The same meridian as a longitude in [−180, 180). */
export function normalizeLongitude(longitudeDeg: number): number {
  if (longitudeDeg >= -180 && longitudeDeg < 180) return longitudeDeg;
  return ((((longitudeDeg + 180) % 360) + 360) % 360) - 180;
}
