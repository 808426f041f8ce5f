import { headingDifferenceDeg, metresPerLatitudeDeg, metresPerLongitudeDeg, type Position } from '@rumo/geo';
import Flatbush from 'flatbush';
import { edgeGeometry } from './edge-geometry.ts';
import type { EdgePoint, StreetGraph } from './street-graph.ts';

/** The segments of a graph's edges, found by place. */
export interface EdgeIndex {
  readonly graph: StreetGraph;
  readonly tree: Flatbush | null;
  /** By item of the tree: the edge and the shape point where the segment starts. Reverses are not listed again. */
  readonly itemEdge: Uint32Array;
  readonly itemPoint: Uint32Array;
}

export interface NearestEdge extends EdgePoint {
  /** Metres from the place asked for to the edge. */
  readonly distanceM: number;
}

export interface NearestEdgeOptions {
  /** Which way the car points: prefers edges that run that way. */
  readonly headingDeg?: number | null;
  /** Farther edges are not looked at; default 250. */
  readonly maxDistanceM?: number;
}

/** What a degree between the car's heading and the edge's counts, in metres of distance: 54 m for the wrong way. */
export const metresPerHeadingDeg = 0.3;

/** Indexes a graph for `nearestEdge`. About 10 ms for a city. */
export function indexEdges(graph: StreetGraph): EdgeIndex {
  const edges: number[] = [];
  const points: number[] = [];
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (graph.edgeReverse[edge] >= 0 && graph.edgeReverse[edge] < edge) continue;
    for (let point = graph.shapeStart[edge]; point < graph.shapeStart[edge + 1] - 1; point++) {
      edges.push(edge);
      points.push(point);
    }
  }
  if (edges.length === 0) {
    return { graph, tree: null, itemEdge: new Uint32Array(), itemPoint: new Uint32Array() };
  }
  const { shapeLongitude: x, shapeLatitude: y } = graph;
  const tree = new Flatbush(edges.length);
  for (const p of points) {
    tree.add(
      Math.min(x[p], x[p + 1]),
      Math.min(y[p], y[p + 1]),
      Math.max(x[p], x[p + 1]),
      Math.max(y[p], y[p + 1]),
    );
  }
  tree.finish();
  return { graph, tree, itemEdge: Uint32Array.from(edges), itemPoint: Uint32Array.from(points) };
}

/**
 * The edge nearest to a place, null when none lies within `maxDistanceM`. With a heading, each edge counts as
 * farther by 0.3 m for each degree it runs another way, so that a car is found on its own side of the street and
 * not on a crossing one. Without one, the two ways of a street are equal and the lower edge number is given.
 */
export function nearestEdge(
  index: EdgeIndex,
  place: Position,
  options: NearestEdgeOptions = {},
): NearestEdge | null {
  const { tree } = index;
  if (!tree) return null;
  const maxDistanceM = options.maxDistanceM ?? 250;
  const longitudeScale = metresPerLongitudeDeg(place.latitude);
  // All within the radius are looked at; if the best one counts for less than the radius, none outside can win.
  for (let radiusM = Math.min(30, maxDistanceM); ; radiusM = Math.min(radiusM * 3, maxDistanceM)) {
    const width = radiusM / longitudeScale;
    const height = radiusM / metresPerLatitudeDeg;
    const items = tree.search(
      place.longitude - width,
      place.latitude - height,
      place.longitude + width,
      place.latitude + height,
    );
    const best = bestOf(index, items, place, longitudeScale, maxDistanceM, options.headingDeg ?? null);
    if (best && best.scoreM <= radiusM) return best.found;
    if (radiusM >= maxDistanceM) return best?.found ?? null;
  }
}

function bestOf(
  index: EdgeIndex,
  items: readonly number[],
  place: Position,
  longitudeScale: number,
  maxDistanceM: number,
  headingDeg: number | null,
): { readonly found: NearestEdge; readonly scoreM: number } | null {
  const { graph } = index;
  const { shapeOffsetM, shapeHeadingDeg } = edgeGeometry(graph);
  let bestEdge = -1;
  let bestOffsetM = 0;
  let bestDistanceM = 0;
  let bestScoreM = Infinity;
  const consider = (edge: number, offsetM: number, distanceM: number, runsDeg: number) => {
    const turnDeg = headingDeg === null ? 0 : Math.abs(headingDifferenceDeg(headingDeg, runsDeg));
    const scoreM = distanceM + turnDeg * metresPerHeadingDeg;
    if (scoreM > bestScoreM || (scoreM === bestScoreM && edge >= bestEdge)) return;
    bestEdge = edge;
    bestOffsetM = offsetM;
    bestDistanceM = distanceM;
    bestScoreM = scoreM;
  };
  for (const item of items) {
    const edge = index.itemEdge[item];
    const point = index.itemPoint[item];
    const startEastM = (graph.shapeLongitude[point] - place.longitude) * longitudeScale;
    const startNorthM = (graph.shapeLatitude[point] - place.latitude) * metresPerLatitudeDeg;
    const eastM = (graph.shapeLongitude[point + 1] - graph.shapeLongitude[point]) * longitudeScale;
    const northM = (graph.shapeLatitude[point + 1] - graph.shapeLatitude[point]) * metresPerLatitudeDeg;
    const squared = eastM * eastM + northM * northM;
    const fraction =
      squared === 0 ? 0 : Math.max(0, Math.min(1, -(startEastM * eastM + startNorthM * northM) / squared));
    const distanceM = Math.hypot(startEastM + eastM * fraction, startNorthM + northM * fraction);
    if (distanceM > maxDistanceM) continue;
    const lengthM = graph.edgeLengthM[edge];
    const offsetM = Math.min(
      lengthM,
      shapeOffsetM[point] + (shapeOffsetM[point + 1] - shapeOffsetM[point]) * fraction,
    );
    consider(edge, offsetM, distanceM, shapeHeadingDeg[point]);
    const reverse = graph.edgeReverse[edge];
    if (reverse >= 0)
      consider(reverse, Math.max(0, lengthM - offsetM), distanceM, shapeHeadingDeg[point] + 180);
  }
  if (bestEdge < 0) return null;
  return { found: { edge: bestEdge, offsetM: bestOffsetM, distanceM: bestDistanceM }, scoreM: bestScoreM };
}
