import { purpose, uniform } from './random.ts';
import { type StreetNetwork, turnDeg } from './street-network.ts';

/** How willingly a driver who looks for riders goes on into a street of each class (streetClasses). */
const classDraw = [0.05, 0.3, 2, 2, 1.8, 1, 1, 0.6, 0.1];

/** A way without a goal: edges from `edge` on, ending `endOffsetM` along the last one. */
export interface Walk {
  readonly edges: Int32Array;
  readonly endOffsetM: number;
}

/**
 * A drive around the blocks of about `lengthM` metres from a place: mostly straight on, never straight back but at
 * a dead end, never out of the part of the city from which all else can be reached.
 */
export function cruiseWalk(
  network: StreetNetwork,
  seed: number,
  routeNumber: number,
  from: { readonly edge: number; readonly offsetM: number },
  lengthM: number,
): Walk {
  const edges = [from.edge];
  let edge = from.edge;
  let drivenM = network.lengthM[edge] - from.offsetM;
  for (let step = 0; drivenM < lengthM || edges.length < 2; step++) {
    edge = nextEdge(network, edge, uniform(seed, purpose.walk, Math.imul(routeNumber, 4096) + step));
    edges.push(edge);
    drivenM += network.lengthM[edge];
  }
  const stop = uniform(seed, purpose.walk, Math.imul(routeNumber, 4096) + 4095);
  return { edges: Int32Array.from(edges), endOffsetM: network.lengthM[edge] * (0.2 + 0.6 * stop) };
}

function nextEdge(network: StreetNetwork, edge: number, random: number): number {
  const { graph, inCore } = network;
  const node = graph.edgeTo[edge];
  const back = graph.edgeReverse[edge];
  let sum = 0;
  for (let next = graph.firstOut[node]; next < graph.firstOut[node + 1]; next++) {
    if (inCore[next] === 1 && next !== back) sum += weight(network, edge, next);
  }
  if (sum === 0) return back;
  let left = random * sum;
  let chosen = back;
  for (let next = graph.firstOut[node]; next < graph.firstOut[node + 1]; next++) {
    if (inCore[next] === 0 || next === back) continue;
    chosen = next;
    left -= weight(network, edge, next);
    if (left < 0) break;
  }
  return chosen;
}

function weight(network: StreetNetwork, edge: number, next: number): number {
  const straight = Math.max(0.02, 1 - turnDeg(network, edge, next) / 150);
  return classDraw[network.graph.edgeClass[next]] * straight * straight;
}
