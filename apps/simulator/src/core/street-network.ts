import type { StreetGraph } from '@rumo/city';
import { bearingDeg, distanceM, headingDifferenceDeg, localProjection } from '@rumo/geo';
import { crossingKinds } from './crossings.ts';
import { strongCore } from './strong-core.ts';
import { cornerRoot } from './turn-speed.ts';

/** A street graph with all that driving on it needs, computed once. */
export interface StreetNetwork {
  readonly graph: StreetGraph;
  /** By edge: metres along its shape, in doubles, so that odometer and position agree. */
  readonly lengthM: Float64Array;
  /** By shape point: metres from its edge's start; heading of the piece that leaves it (at the last: arrives). */
  readonly shapeOffsetM: Float64Array;
  readonly shapeHeadingDeg: Float32Array;
  /** Bends within edge e that slow a car: bendStart[e] … bendStart[e + 1] − 1, by offset; `bendRoot`: cornerRoot. */
  readonly bendStart: Uint32Array;
  readonly bendOffsetM: Float64Array;
  readonly bendRoot: Float32Array;
  /** By edge: 1 where every other such edge can be reached from it. */
  readonly inCore: Uint8Array;
  /** By edge: what waits at its end (crossings.ts). */
  readonly crossing: Uint8Array;
  /** By edge: its middle on a flat map of the city, metres. */
  readonly middleEastM: Float32Array;
  readonly middleNorthM: Float32Array;
}

/** Bends of a larger radius are driven at any speed a city allows. */
const straightRoot = 14;

/** Prepares a graph for driving. Throws when no part of it is strongly connected. */
export function streetNetwork(graph: StreetGraph): StreetNetwork {
  const points = graph.shapeLatitude.length;
  const shapeOffsetM = new Float64Array(points);
  const shapeHeadingDeg = new Float32Array(points);
  const lengthM = new Float64Array(graph.edgeCount);
  const middleEastM = new Float32Array(graph.edgeCount);
  const middleNorthM = new Float32Array(graph.edgeCount);
  const bendStart = new Uint32Array(graph.edgeCount + 1);
  const bendOffsetM: number[] = [];
  const bendRoot: number[] = [];
  const at = (point: number) => ({
    latitude: graph.shapeLatitude[point],
    longitude: graph.shapeLongitude[point],
  });
  const plane = localProjection(at(0));
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const first = graph.shapeStart[edge];
    const last = graph.shapeStart[edge + 1] - 1;
    for (let point = first; point < last; point++) {
      const pieceM = distanceM(at(point), at(point + 1));
      shapeOffsetM[point + 1] = shapeOffsetM[point] + pieceM;
      // A repeated point has no direction of its own and keeps the one before it.
      shapeHeadingDeg[point] =
        pieceM === 0 && point > first ? shapeHeadingDeg[point - 1] : bearingDeg(at(point), at(point + 1));
    }
    shapeHeadingDeg[last] = shapeHeadingDeg[last - 1];
    lengthM[edge] = shapeOffsetM[last];
    for (let point = first + 1; point < last; point++) {
      const angleDeg = Math.abs(headingDifferenceDeg(shapeHeadingDeg[point - 1], shapeHeadingDeg[point]));
      const shorterM = Math.min(
        shapeOffsetM[point] - shapeOffsetM[point - 1],
        shapeOffsetM[point + 1] - shapeOffsetM[point],
      );
      const root = cornerRoot(angleDeg, Math.max(4, Math.min(12, shorterM / 2)));
      if (root >= straightRoot) continue;
      bendOffsetM.push(shapeOffsetM[point]);
      bendRoot.push(root);
    }
    bendStart[edge + 1] = bendOffsetM.length;
    const middle = plane.toLocal(at((first + last) >> 1));
    middleEastM[edge] = middle.eastM;
    middleNorthM[edge] = middle.northM;
  }
  const inCore = strongCore(graph);
  if (!inCore.includes(1)) throw new Error('the street graph has no two streets that reach each other');
  return {
    graph,
    lengthM,
    shapeOffsetM,
    shapeHeadingDeg,
    bendStart,
    bendOffsetM: Float64Array.from(bendOffsetM),
    bendRoot: Float32Array.from(bendRoot),
    inCore,
    crossing: crossingKinds(graph),
    middleEastM,
    middleNorthM,
  };
}

/** Degrees turned from the end of one edge to the start of the next, 0 … 180. */
export function turnDeg(network: StreetNetwork, edge: number, next: number): number {
  const { shapeStart } = network.graph;
  const turn = Math.abs(
    network.shapeHeadingDeg[shapeStart[edge + 1] - 1] - network.shapeHeadingDeg[shapeStart[next]],
  );
  return turn > 180 ? 360 - turn : turn;
}

/** A place on the network: [latitude, longitude, headingDeg] into `out`. */
export function placeOnEdge(network: StreetNetwork, edge: number, offsetM: number, out: Float64Array): void {
  const { graph, shapeOffsetM } = network;
  const last = graph.shapeStart[edge + 1] - 1;
  let at = graph.shapeStart[edge];
  while (at < last - 1 && shapeOffsetM[at + 1] <= offsetM) at++;
  const pieceM = shapeOffsetM[at + 1] - shapeOffsetM[at];
  const fraction = pieceM === 0 ? 0 : Math.max(0, Math.min(1, (offsetM - shapeOffsetM[at]) / pieceM));
  out[0] = graph.shapeLatitude[at] + (graph.shapeLatitude[at + 1] - graph.shapeLatitude[at]) * fraction;
  out[1] = graph.shapeLongitude[at] + (graph.shapeLongitude[at + 1] - graph.shapeLongitude[at]) * fraction;
  out[2] = network.shapeHeadingDeg[at];
}
