import { normalizeHeading } from './heading.ts';
import { type Position, radiansPerDeg } from './position.ts';

/**
 * Direction at `from` of the great circle to `to`: degrees clockwise from north, [0, 360). 0 when both are the
 * same place. Forward azimuth of the sphere (Snyder, "Map Projections: A Working Manual", USGS 1395, eq. 5-4b).
 */
export function bearingDeg(from: Position, to: Position): number {
  const fromLatitude = from.latitude * radiansPerDeg;
  const toLatitude = to.latitude * radiansPerDeg;
  const longitude = (to.longitude - from.longitude) * radiansPerDeg;
  const east = Math.sin(longitude) * Math.cos(toLatitude);
  const north =
    Math.cos(fromLatitude) * Math.sin(toLatitude) -
    Math.sin(fromLatitude) * Math.cos(toLatitude) * Math.cos(longitude);
  return normalizeHeading(Math.atan2(east, north) / radiansPerDeg);
}
