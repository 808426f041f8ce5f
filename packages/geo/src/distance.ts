import { earthRadiusM, type Position, radiansPerDeg } from './position.ts';

/**
 * Great-circle distance in metres on the sphere of mean radius.
 * Haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky & Telescope 68, 1984): exact to rounding
 * for small distances too.
 */
export function distanceM(from: Position, to: Position): number {
  const halfLatitude = ((to.latitude - from.latitude) * radiansPerDeg) / 2;
  const halfLongitude = ((to.longitude - from.longitude) * radiansPerDeg) / 2;
  const sinLatitude = Math.sin(halfLatitude);
  const sinLongitude = Math.sin(halfLongitude);
  const haversine =
    sinLatitude * sinLatitude +
    Math.cos(from.latitude * radiansPerDeg) *
      Math.cos(to.latitude * radiansPerDeg) *
      sinLongitude *
      sinLongitude;
  // Rounding may lift the haversine of antipodes above 1, where asin is NaN.
  return 2 * earthRadiusM * Math.asin(Math.sqrt(Math.min(1, haversine)));
}

/** Length in metres of the line through the positions in order; 0 for fewer than two. */
export function lineLengthM(line: readonly Position[]): number {
  let lengthM = 0;
  for (let i = 1; i < line.length; i++) lengthM += distanceM(line[i - 1], line[i]);
  return lengthM;
}
