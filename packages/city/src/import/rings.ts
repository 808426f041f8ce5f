import { type BoundingBox, boundsOf, localProjection, type Position } from '@rumo/geo';
import type { SourceArea } from './source-map.ts';

export type Ring = readonly Position[];

/** The box around all points of some rings. */
export function boundsOfRings(rings: readonly Ring[]): BoundingBox {
  return boundsOf(rings.flat());
}

/**
 * Area of a closed ring in m², positive when it runs counterclockwise: the shoelace formula on a flat map around its
 * first point.
 */
export function signedAreaM2(ring: Ring): number {
  if (ring.length < 4) return 0;
  const plane = localProjection(ring[0]);
  const points = ring.map(plane.toLocal);
  let twice = 0;
  for (let i = 1; i < points.length; i++) {
    twice += points[i - 1].eastM * points[i].northM - points[i].eastM * points[i - 1].northM;
  }
  return twice / 2;
}

/** Area of polygons in m², holes taken off. */
export function areaM2(polygons: SourceArea['polygons']): number {
  return polygons.reduce(
    (sum, [outer, ...holes]) =>
      sum +
      Math.abs(signedAreaM2(outer ?? [])) -
      holes.reduce((taken, hole) => taken + Math.abs(signedAreaM2(hole)), 0),
    0,
  );
}

/** Whether a point lies within a closed ring, by the even-odd rule. */
export function ringContains(ring: Ring, point: Position): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]];
    if (a.latitude > point.latitude === b.latitude > point.latitude) continue;
    const at =
      a.longitude + ((point.latitude - a.latitude) / (b.latitude - a.latitude)) * (b.longitude - a.longitude);
    if (at > point.longitude) inside = !inside;
  }
  return inside;
}
