import { costQueue } from './cost-queue.ts';
import type { StreetGraph } from './street-graph.ts';

/**
 * Travel times between every node and a few far-off ones. By the triangle inequality they bound the time between any
 * two nodes from below, much closer than the straight line does (A. Goldberg and C. Harrelson, "Computing the
 * Shortest Path: A* Search Meets Graph Theory", SODA 2005).
 */
export interface Landmarks {
  readonly count: number;
  /** Seconds at the limits from landmark l to node n, and back, at n × count + l; Infinity where none. */
  readonly toNodeS: Float64Array;
  readonly fromNodeS: Float64Array;
}

const wantedCount = 8;

/** The landmarks of a graph: in each of eight directions the node farthest from its middle. */
export function landmarksOf(graph: StreetGraph): Landmarks {
  const nodes = farthestNodes(graph);
  const toNodeS = new Float64Array(nodes.length * graph.nodeCount);
  const fromNodeS = new Float64Array(nodes.length * graph.nodeCount);
  const timesS = new Float64Array(graph.nodeCount);
  const arriving = arrivingEdges(graph);
  nodes.forEach((node, i) => {
    spread(graph, node, null, timesS);
    timesS.forEach((s, n) => {
      toNodeS[n * nodes.length + i] = s;
    });
    spread(graph, node, arriving, timesS);
    timesS.forEach((s, n) => {
      fromNodeS[n * nodes.length + i] = s;
    });
  });
  return { count: nodes.length, toNodeS, fromNodeS };
}

function farthestNodes({ nodeCount, nodeLatitude, nodeLongitude }: StreetGraph): number[] {
  const middleLatitude = nodeLatitude.reduce((sum, latitude) => sum + latitude, 0) / nodeCount;
  const middleLongitude = nodeLongitude.reduce((sum, longitude) => sum + longitude, 0) / nodeCount;
  const farthest = new Array<number>(wantedCount).fill(-1);
  const distances = new Float64Array(wantedCount);
  const squash = Math.cos((middleLatitude * Math.PI) / 180);
  for (let node = 0; node < nodeCount; node++) {
    const north = nodeLatitude[node] - middleLatitude;
    const east = (nodeLongitude[node] - middleLongitude) * squash;
    const turn = Math.atan2(north, east) / (2 * Math.PI) + 0.5;
    const sector = Math.min(wantedCount - 1, Math.floor(turn * wantedCount));
    const distance = north * north + east * east;
    if (farthest[sector] >= 0 && distance <= distances[sector]) continue;
    farthest[sector] = node;
    distances[sector] = distance;
  }
  return farthest.filter((node) => node >= 0);
}

/** The edges by the node they arrive at, in compressed sparse rows. */
function arrivingEdges({ nodeCount, edgeCount, edgeTo }: StreetGraph): {
  first: Uint32Array;
  edges: Uint32Array;
} {
  const first = new Uint32Array(nodeCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) first[edgeTo[edge] + 1]++;
  for (let node = 0; node < nodeCount; node++) first[node + 1] += first[node];
  const filled = first.slice();
  const edges = new Uint32Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) edges[filled[edgeTo[edge]]++] = edge;
  return { first, edges };
}

/** Dijkstra's algorithm from one node, or towards it over `arriving` edges; turns cost nothing. */
function spread(
  graph: StreetGraph,
  start: number,
  arriving: ReturnType<typeof arrivingEdges> | null,
  timesS: Float64Array,
): void {
  const { edgeFrom, edgeTo, edgeLengthM, edgeLimitMps } = graph;
  const first = arriving?.first ?? graph.firstOut;
  const settled = new Uint8Array(graph.nodeCount);
  const queue = costQueue();
  timesS.fill(Infinity);
  timesS[start] = 0;
  queue.push(start, 0);
  for (let node = queue.pop(); node >= 0; node = queue.pop()) {
    if (settled[node]) continue;
    settled[node] = 1;
    for (let i = first[node]; i < first[node + 1]; i++) {
      const edge = arriving ? arriving.edges[i] : i;
      const next = arriving ? edgeFrom[edge] : edgeTo[edge];
      const timeS = timesS[node] + edgeLengthM[edge] / edgeLimitMps[edge];
      if (timeS >= timesS[next]) continue;
      timesS[next] = timeS;
      queue.push(next, timeS);
    }
  }
}
