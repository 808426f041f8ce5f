import { earthRadiusM, radiansPerDeg } from '@rumo/geo';
import { edgeQueue } from './edge-queue.ts';
import type { EdgePoint, Route, StreetGraph } from './street-graph.ts';
import { defaultRightAngleS, isTurnBack, turnAngleDeg, turnCostS } from './turn-cost.ts';

export interface RouteOptions {
  /** Seconds that a right angle costs in the choice of the way; default 3, 0 for the plain fastest way. */
  readonly rightAngleS?: number;
}

/**
 * The fastest way by car between two places on the graph, null when there is none. Oneways are kept; a street is
 * driven back at once only at a dead end, or where no way exists without doing so. A* over edges (Hart, Nilsson
 * and Raphael, 1968), its estimate the straight line at the graph's highest limit, so that the way found is the
 * best one. Throws on a place that is not on the graph.
 */
export function findRoute(
  graph: StreetGraph,
  from: EdgePoint,
  to: EdgePoint,
  options: RouteOptions = {},
): Route | null {
  requireOnGraph(graph, from, 'from');
  requireOnGraph(graph, to, 'to');
  if (from.edge === to.edge && to.offsetM >= from.offsetM) return routeAlong(graph, [from.edge], from, to);
  const rightAngleS = options.rightAngleS ?? defaultRightAngleS;
  const edges = search(graph, from, to, rightAngleS, false) ?? search(graph, from, to, rightAngleS, true);
  return edges && routeAlong(graph, edges, from, to);
}

function requireOnGraph(graph: StreetGraph, point: EdgePoint, what: string): void {
  const lengthM = graph.edgeLengthM[point.edge];
  if (lengthM === undefined) throw new RangeError(`${what}: no edge ${point.edge} of ${graph.edgeCount}`);
  if (!(point.offsetM >= 0 && point.offsetM <= lengthM + 0.01)) {
    throw new RangeError(`${what}: offset ${point.offsetM} m is not on edge ${point.edge} of ${lengthM} m`);
  }
}

function routeAlong(graph: StreetGraph, edges: readonly number[], from: EdgePoint, to: EdgePoint): Route {
  let lengthM = to.offsetM - from.offsetM;
  let durationS = to.offsetM / graph.edgeLimitMps[to.edge] - from.offsetM / graph.edgeLimitMps[from.edge];
  for (const edge of edges.slice(0, -1)) {
    lengthM += graph.edgeLengthM[edge];
    durationS += graph.edgeLengthM[edge] / graph.edgeLimitMps[edge];
  }
  return { edges, startOffsetM: from.offsetM, endOffsetM: to.offsetM, lengthM, durationS };
}

/** The arrays of a search, made once a graph. `reachedIn` holds the number of the search that filled an entry. */
interface SearchSpace {
  readonly queue: ReturnType<typeof edgeQueue>;
  readonly costS: Float64Array;
  readonly previous: Int32Array;
  readonly reachedIn: Uint32Array;
  readonly settledIn: Uint32Array;
  /** By node: metres on a flat map on which no two places are farther apart than on the ground. */
  readonly nodeEastM: Float64Array;
  readonly nodeNorthM: Float64Array;
  readonly highestLimitMps: number;
  searches: number;
}

const spaces = new WeakMap<StreetGraph, SearchSpace>();

function searchSpace(graph: StreetGraph): SearchSpace {
  let space = spaces.get(graph);
  if (!space) {
    const scale = earthRadiusM * radiansPerDeg;
    const farthest = graph.nodeLatitude.reduce((most, latitude) => Math.max(most, Math.abs(latitude)), 0);
    // The narrowest meridians of the graph, and a hair less for curvature and rounding: never too long.
    const eastScale = scale * Math.cos(farthest * radiansPerDeg) * 0.9999;
    space = {
      queue: edgeQueue(),
      costS: new Float64Array(graph.edgeCount + 1),
      previous: new Int32Array(graph.edgeCount + 1),
      reachedIn: new Uint32Array(graph.edgeCount + 1),
      settledIn: new Uint32Array(graph.edgeCount + 1),
      nodeEastM: graph.nodeLongitude.map((longitude) => longitude * eastScale),
      nodeNorthM: graph.nodeLatitude.map((latitude) => latitude * scale * 0.9999),
      highestLimitMps: graph.edgeLimitMps.reduce((most, limit) => Math.max(most, limit), 1e-9),
      searches: 0,
    };
    spaces.set(graph, space);
  }
  return space;
}

/** The edges of the best way. The cost of an edge is the time until its end; one more entry stands for the goal. */
function search(
  graph: StreetGraph,
  from: EdgePoint,
  to: EdgePoint,
  rightAngleS: number,
  turnBacks: boolean,
): number[] | null {
  const space = searchSpace(graph);
  const { queue, costS, previous, reachedIn, settledIn, nodeEastM, nodeNorthM } = space;
  const { firstOut, edgeTo, edgeLengthM, edgeLimitMps } = graph;
  const searchId = ++space.searches;
  const goal = graph.edgeCount;
  const goalNode = graph.edgeFrom[to.edge];
  const secondsPerMetre = 1 / space.highestLimitMps;
  const estimateS = (node: number) =>
    Math.hypot(nodeEastM[node] - nodeEastM[goalNode], nodeNorthM[node] - nodeNorthM[goalNode]) *
    secondsPerMetre;
  const reach = (edge: number, cost: number, before: number, restS: number) => {
    if (reachedIn[edge] === searchId && costS[edge] <= cost) return;
    reachedIn[edge] = searchId;
    costS[edge] = cost;
    previous[edge] = before;
    queue.push(edge, cost + restS);
  };

  queue.clear();
  reach(from.edge, (edgeLengthM[from.edge] - from.offsetM) / edgeLimitMps[from.edge], -1, 0);
  for (let edge = queue.pop(); edge >= 0; edge = queue.pop()) {
    if (settledIn[edge] === searchId) continue;
    settledIn[edge] = searchId;
    if (edge === goal) return edgesTo(previous, previous[goal], to.edge);
    const node = edgeTo[edge];
    for (let next = firstOut[node]; next < firstOut[node + 1]; next++) {
      const isGoal = next === to.edge;
      if (settledIn[next] === searchId && !isGoal) continue;
      if (!turnBacks && isTurnBack(graph, edge, next)) continue;
      const atStartS = costS[edge] + turnCostS(turnAngleDeg(graph, edge, next), rightAngleS);
      if (isGoal) reach(goal, atStartS + to.offsetM / edgeLimitMps[next], edge, 0);
      const atEndS = atStartS + edgeLengthM[next] / edgeLimitMps[next];
      reach(next, atEndS, edge, estimateS(edgeTo[next]));
    }
  }
  return null;
}

function edgesTo(previous: Int32Array, beforeLast: number, last: number): number[] {
  const edges = [last];
  for (let edge = beforeLast; edge >= 0; edge = previous[edge]) edges.push(edge);
  return edges.reverse();
}
