import { type CostQueue, costQueue } from './cost-queue.ts';
import { edgeGeometry } from './edge-geometry.ts';
import { type Landmarks, landmarksOf } from './landmarks.ts';
import type { StreetGraph } from './street-graph.ts';

/** The memory of route searches on one graph, made at the first and used again by the next. */
export interface SearchSpace {
  readonly queue: CostQueue;
  /** By edge; one more entry stands for the goal. */
  readonly costS: Float64Array;
  readonly previous: Int32Array;
  /** The number of the search that reached, or settled, an entry: nothing has to be cleared between searches. */
  readonly reachedIn: Uint32Array;
  readonly settledIn: Uint32Array;
  /** Seconds along each edge at its limit. */
  readonly edgeS: Float64Array;
  readonly startHeadingDeg: Float32Array;
  readonly endHeadingDeg: Float32Array;
  readonly landmarks: Landmarks;
  /** By node: the estimate to the goal of the search in `estimatedIn`. */
  readonly estimateS: Float64Array;
  readonly estimatedIn: Uint32Array;
  searches: number;
}

const spaces = new WeakMap<StreetGraph, SearchSpace>();

/** The search space of a graph. The first call takes some tenths of a second for a city. */
export function searchSpaceOf(graph: StreetGraph): SearchSpace {
  let space = spaces.get(graph);
  if (!space) {
    space = makeSpace(graph);
    spaces.set(graph, space);
  }
  return space;
}

function makeSpace(graph: StreetGraph): SearchSpace {
  const { edgeCount, nodeCount, shapeStart } = graph;
  const { shapeHeadingDeg } = edgeGeometry(graph);
  const startHeadingDeg = new Float32Array(edgeCount);
  const endHeadingDeg = new Float32Array(edgeCount);
  const edgeS = new Float64Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    startHeadingDeg[edge] = shapeHeadingDeg[shapeStart[edge]];
    endHeadingDeg[edge] = shapeHeadingDeg[shapeStart[edge + 1] - 1];
    edgeS[edge] = graph.edgeLengthM[edge] / graph.edgeLimitMps[edge];
  }
  return {
    queue: costQueue(),
    costS: new Float64Array(edgeCount + 1),
    previous: new Int32Array(edgeCount + 1),
    reachedIn: new Uint32Array(edgeCount + 1),
    settledIn: new Uint32Array(edgeCount + 1),
    edgeS,
    startHeadingDeg,
    endHeadingDeg,
    landmarks: landmarksOf(graph),
    estimateS: new Float64Array(nodeCount),
    estimatedIn: new Uint32Array(nodeCount),
    searches: 0,
  };
}

/** A lower bound of the seconds from one node to another, turns apart; Infinity when no way can exist. */
export function estimateS(landmarks: Landmarks, from: number, to: number): number {
  const { count, toNodeS, fromNodeS } = landmarks;
  let boundS = 0;
  for (let landmark = 0; landmark < count; landmark++) {
    const a = from * count + landmark;
    const b = to * count + landmark;
    // Of places a landmark does not reach, Infinity − Infinity is NaN, which is greater than nothing.
    const ahead = toNodeS[b] - toNodeS[a];
    if (ahead > boundS) boundS = ahead;
    const behind = fromNodeS[a] - fromNodeS[b];
    if (behind > boundS) boundS = behind;
  }
  return boundS;
}
