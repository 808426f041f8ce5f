import { earthRadiusM, type Position, radiansPerDeg } from './position.ts';

/** A place on a flat map around an origin: metres east and north of it. */
export interface LocalPoint {
  readonly eastM: number;
  readonly northM: number;
}

export interface LocalProjection {
  readonly origin: Position;
  /** Metres that one degree of longitude spans at the origin's latitude. */
  readonly metresPerLongitudeDeg: number;
  readonly metresPerLatitudeDeg: number;
  toLocal(position: Position): LocalPoint;
  toPosition(point: LocalPoint): Position;
}

/** Metres that one degree of latitude spans on the sphere of mean radius. */
export const metresPerLatitudeDeg = earthRadiusM * radiansPerDeg;

/** Metres that one degree of longitude spans at a latitude. */
export function metresPerLongitudeDeg(latitudeDeg: number): number {
  return metresPerLatitudeDeg * Math.cos(latitudeDeg * radiansPerDeg);
}

/**
 * A flat map of the surroundings of `origin`: equirectangular projection with its standard parallel there
 * (Snyder, USGS 1395, eq. 12-1 and 12-2). Distances within 20 km of the origin are off by less than 0.5 % below
 * 55° of latitude. Not for places across the antimeridian.
 */
export function localProjection(origin: Position): LocalProjection {
  const longitudeScale = metresPerLongitudeDeg(origin.latitude);
  return {
    origin,
    metresPerLongitudeDeg: longitudeScale,
    metresPerLatitudeDeg,
    toLocal: (position) => ({
      eastM: (position.longitude - origin.longitude) * longitudeScale,
      northM: (position.latitude - origin.latitude) * metresPerLatitudeDeg,
    }),
    toPosition: (point) => ({
      latitude: origin.latitude + point.northM / metresPerLatitudeDeg,
      longitude: origin.longitude + point.eastM / longitudeScale,
    }),
  };
}
