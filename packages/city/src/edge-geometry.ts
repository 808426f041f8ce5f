import { bearingDeg, distanceM } from '@rumo/geo';
import type { StreetGraph } from './street-graph.ts';

/** What is derived from the shapes of a graph once and read often. */
export interface EdgeGeometry {
  /** By shape point: metres along its edge. */
  readonly shapeOffsetM: Float64Array;
  /** By shape point: heading of the segment that leaves it; at an edge's last point, of the one that arrives. */
  readonly shapeHeadingDeg: Float32Array;
}

const geometries = new WeakMap<StreetGraph, EdgeGeometry>();

/** The geometry of a graph's edges, computed at the first call and kept as long as the graph. */
export function edgeGeometry(graph: StreetGraph): EdgeGeometry {
  let geometry = geometries.get(graph);
  if (!geometry) {
    geometry = computeGeometry(graph);
    geometries.set(graph, geometry);
  }
  return geometry;
}

function computeGeometry(graph: StreetGraph): EdgeGeometry {
  const count = graph.shapeLatitude.length;
  const shapeOffsetM = new Float64Array(count);
  const shapeHeadingDeg = new Float32Array(count);
  const at = (point: number) => ({
    latitude: graph.shapeLatitude[point],
    longitude: graph.shapeLongitude[point],
  });
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const first = graph.shapeStart[edge];
    const last = graph.shapeStart[edge + 1] - 1;
    for (let point = first; point < last; point++) {
      const lengthM = distanceM(at(point), at(point + 1));
      shapeOffsetM[point + 1] = shapeOffsetM[point] + lengthM;
      // A repeated point has no direction of its own and keeps the one before it.
      shapeHeadingDeg[point] =
        lengthM === 0 && point > first ? shapeHeadingDeg[point - 1] : bearingDeg(at(point), at(point + 1));
    }
    shapeHeadingDeg[last] = shapeHeadingDeg[last - 1];
  }
  return { shapeOffsetM, shapeHeadingDeg };
}
