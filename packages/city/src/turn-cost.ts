import { headingDifferenceDeg } from '@rumo/geo';
import { edgeGeometry } from './edge-geometry.ts';
import type { StreetGraph } from './street-graph.ts';

/** Seconds that a right angle costs a driver, braking and yielding included. */
export const defaultRightAngleS = 3;
/** Seconds that a turn-back costs where no way exists without one: as few as can be. */
export const turnBackS = 600;
/** Bends up to here are driven through. */
const freeBendDeg = 30;

/** Degrees turned from the end of one edge to the start of the next, 0 … 180. */
export function turnAngleDeg(graph: StreetGraph, edge: number, next: number): number {
  const { shapeHeadingDeg } = edgeGeometry(graph);
  return Math.abs(
    headingDifferenceDeg(
      shapeHeadingDeg[graph.shapeStart[edge + 1] - 1],
      shapeHeadingDeg[graph.shapeStart[next]],
    ),
  );
}

/** Seconds for a turn of that many degrees: none for a bend, then growing evenly, `rightAngleS` at 90°. */
export function turnCostS(angleDeg: number, rightAngleS: number): number {
  return angleDeg <= freeBendDeg ? 0 : (rightAngleS * (angleDeg - freeBendDeg)) / (90 - freeBendDeg);
}

/**
 * Whether driving `next` after `edge` is the same street back although another way leads on. At a dead end there
 * is no other way, and turning is no turn-back.
 */
export function isTurnBack(graph: StreetGraph, edge: number, next: number): boolean {
  const node = graph.edgeTo[edge];
  return graph.edgeReverse[edge] === next && graph.firstOut[node + 1] - graph.firstOut[node] > 1;
}
