import { estimateS, searchSpaceOf } from './search-space.ts';
import type { EdgePoint, Route, StreetGraph } from './street-graph.ts';
import { defaultRightAngleS, turnBackS, turnCostS } from './turn-cost.ts';

export interface RouteOptions {
  /** Seconds that a right angle costs in the choice of the way; default 3, 0 for the plain fastest way. */
  readonly rightAngleS?: number;
}

/**
 * The fastest way by car between two places on the graph, null when there is none. Oneways are kept; a street is
 * driven back at once only at a dead end, or where no way exists without doing so. A* over edges (Hart, Nilsson
 * and Raphael, 1968) with an estimate that is never too high, so that the way found is the best one. Throws on a place that is not on the graph.
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
  const edges =
    search(graph, from, to, rightAngleS, Infinity) ?? search(graph, from, to, rightAngleS, turnBackS);
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

/** The edges of the best way. The cost of an edge is the time until its end; one more entry stands for the goal. */
function search(
  graph: StreetGraph,
  from: EdgePoint,
  to: EdgePoint,
  rightAngleS: number,
  turnBackS: number,
): number[] | null {
  const space = searchSpaceOf(graph);
  const { queue, costS, previous, reachedIn, settledIn, edgeS, startHeadingDeg, endHeadingDeg } = space;
  const { firstOut, edgeTo, edgeLimitMps, edgeReverse } = graph;
  const searchId = ++space.searches;
  const goal = graph.edgeCount;
  const goalNode = graph.edgeFrom[to.edge];
  const restS = (node: number): number => {
    if (space.estimatedIn[node] !== searchId) {
      space.estimatedIn[node] = searchId;
      space.estimateS[node] = estimateS(space.landmarks, node, goalNode);
    }
    return space.estimateS[node];
  };
  const reach = (entry: number, cost: number, before: number, aheadS: number) => {
    if (cost + aheadS === Infinity || (reachedIn[entry] === searchId && costS[entry] <= cost)) return;
    reachedIn[entry] = searchId;
    costS[entry] = cost;
    previous[entry] = before;
    queue.push(entry, cost + aheadS);
  };

  queue.clear();
  reach(from.edge, edgeS[from.edge] - from.offsetM / edgeLimitMps[from.edge], -1, 0);
  for (let edge = queue.pop(); edge >= 0; edge = queue.pop()) {
    if (settledIn[edge] === searchId) continue;
    settledIn[edge] = searchId;
    if (edge === goal) return edgesTo(previous, previous[goal], to.edge);
    const node = edgeTo[edge];
    const first = firstOut[node];
    const last = firstOut[node + 1];
    for (let next = first; next < last; next++) {
      const backS = next === edgeReverse[edge] && last - first > 1 ? turnBackS : 0;
      const turnedDeg = Math.abs(startHeadingDeg[next] - endHeadingDeg[edge]);
      const angleDeg = turnedDeg > 180 ? 360 - turnedDeg : turnedDeg;
      const atStartS = costS[edge] + backS + turnCostS(angleDeg, rightAngleS);
      if (next === to.edge) reach(goal, atStartS + to.offsetM / edgeLimitMps[next], edge, 0);
      if (settledIn[next] !== searchId) reach(next, atStartS + edgeS[next], edge, restS(edgeTo[next]));
    }
  }
  return null;
}

function edgesTo(previous: Int32Array, beforeLast: number, last: number): number[] {
  const edges = [last];
  for (let edge = beforeLast; edge >= 0; edge = previous[edge]) edges.push(edge);
  return edges.reverse();
}
