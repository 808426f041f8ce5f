import { radiansPerDeg } from '@rumo/geo';

/** How far from the corner a car leaves and rejoins the drawn line at a junction, metres. */
export const junctionTangentM = 9;
/** Even a full turn-back is driven at this. */
export const slowestTurnMps = 1.5;

/**
 * √metres: times √(lateral acceleration) it is the speed at which a corner is driven. A corner of `angleDeg`
 * rounded off from `tangentM` before it is an arc of radius tangent / tan(angle / 2), and v = √(a r).
 */
export function cornerRoot(angleDeg: number, tangentM: number): number {
  if (angleDeg < 1) return Infinity;
  if (angleDeg >= 179) return 0;
  return Math.sqrt(tangentM / Math.tan((angleDeg * radiansPerDeg) / 2));
}

const roots = Float64Array.from({ length: 181 }, (_, angleDeg) => cornerRoot(angleDeg, junctionTangentM));

/** cornerRoot at a junction, by whole degrees. */
export function junctionRoot(angleDeg: number): number {
  return roots[Math.min(180, Math.round(angleDeg))];
}
