import { metresPerLatitudeDeg, metresPerLongitudeDeg } from './local-projection.ts';
import type { Position } from './position.ts';

/** [west, south, east, north], degrees; west ≤ east: boxes across the antimeridian are not supported. */
export type BoundingBox = readonly [west: number, south: number, east: number, north: number];

/** The smallest box around the positions. Throws on none: an empty box has no place. */
export function boundsOf(positions: Iterable<Position>): BoundingBox {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (const { latitude, longitude } of positions) {
    if (longitude < west) west = longitude;
    if (longitude > east) east = longitude;
    if (latitude < south) south = latitude;
    if (latitude > north) north = latitude;
  }
  if (west > east) throw new RangeError('boundsOf needs at least one position, got none');
  return [west, south, east, north];
}

/** The box grown by `marginM` metres on every side (shrunk when negative); latitudes stay within the globe. */
export function expandBounds(bounds: BoundingBox, marginM: number): BoundingBox {
  const [west, south, east, north] = bounds;
  const latitudeMargin = marginM / metresPerLatitudeDeg;
  // The side farther from the equator needs the most degrees; at the poles no number of them would do.
  const farthest = Math.min(89, Math.max(Math.abs(south), Math.abs(north)));
  const longitudeMargin = marginM / metresPerLongitudeDeg(farthest);
  return [
    west - longitudeMargin,
    Math.max(-90, south - latitudeMargin),
    east + longitudeMargin,
    Math.min(90, north + latitudeMargin),
  ];
}

/** Whether the position lies in the box, edges included. */
export function boundsContain(bounds: BoundingBox, position: Position): boolean {
  const [west, south, east, north] = bounds;
  return (
    position.longitude >= west &&
    position.longitude <= east &&
    position.latitude >= south &&
    position.latitude <= north
  );
}

/** Whether two boxes share at least a point. */
export function boundsIntersect(a: BoundingBox, b: BoundingBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/** The middle of the box in degrees. */
export function boundsCenter(bounds: BoundingBox): Position {
  return { latitude: (bounds[1] + bounds[3]) / 2, longitude: (bounds[0] + bounds[2]) / 2 };
}
