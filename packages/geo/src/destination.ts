import { earthRadiusM, normalizeLongitude, type Position, radiansPerDeg } from './position.ts';

/**
 * Where one arrives after `distanceM` metres along the great circle that leaves `from` at `headingDeg`.
 * Direct problem on the sphere (Snyder, "Map Projections: A Working Manual", USGS 1395, eq. 5-5 and 5-6).
 */
export function destination(from: Position, headingDeg: number, distanceM: number): Position {
  const angle = distanceM / earthRadiusM;
  const heading = headingDeg * radiansPerDeg;
  const fromLatitude = from.latitude * radiansPerDeg;
  const sinLatitude =
    Math.sin(fromLatitude) * Math.cos(angle) + Math.cos(fromLatitude) * Math.sin(angle) * Math.cos(heading);
  const latitude = Math.asin(Math.max(-1, Math.min(1, sinLatitude)));
  const longitude = Math.atan2(
    Math.sin(heading) * Math.sin(angle) * Math.cos(fromLatitude),
    Math.cos(angle) - Math.sin(fromLatitude) * sinLatitude,
  );
  return {
    latitude: latitude / radiansPerDeg,
    longitude: normalizeLongitude(from.longitude + longitude / radiansPerDeg),
  };
}
