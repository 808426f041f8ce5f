import type { Position } from '@rumo/geo';
import { edgeGeometry } from './edge-geometry.ts';
import type { EdgePoint, StreetGraph } from './street-graph.ts';

/**
 * Where a place on the graph lies and which way the edge runs there (degrees clockwise from north). Offsets before
 * the edge's start or past its end are taken as the start and the end. Throws on an edge that does not exist.
 */
export function pointOnEdge(
  graph: StreetGraph,
  point: EdgePoint,
): Position & { readonly headingDeg: number } {
  const { edge, offsetM } = point;
  if (!(edge >= 0 && edge < graph.edgeCount)) throw new RangeError(`no edge ${edge} of ${graph.edgeCount}`);
  const { shapeOffsetM, shapeHeadingDeg } = edgeGeometry(graph);
  const last = graph.shapeStart[edge + 1] - 1;
  let at = graph.shapeStart[edge];
  while (at < last - 1 && shapeOffsetM[at + 1] <= offsetM) at++;
  const segmentM = shapeOffsetM[at + 1] - shapeOffsetM[at];
  const fraction = segmentM === 0 ? 0 : Math.max(0, Math.min(1, (offsetM - shapeOffsetM[at]) / segmentM));
  return {
    latitude: graph.shapeLatitude[at] + (graph.shapeLatitude[at + 1] - graph.shapeLatitude[at]) * fraction,
    longitude:
      graph.shapeLongitude[at] + (graph.shapeLongitude[at + 1] - graph.shapeLongitude[at]) * fraction,
    headingDeg: shapeHeadingDeg[at],
  };
}
