import { type StreetGraph, streetClasses } from '@rumo/city';

/** What may make a car stop at the end of an edge. */
export const crossing = { none: 0, quiet: 1, yield: 2, signal: 3 } as const;

/** How often a car stops there, and for how long (s). */
export interface CrossingHabit {
  readonly stopShare: number;
  readonly leastS: number;
  readonly mostS: number;
}

/** By crossing kind. OSM rarely maps signals in these extracts, so they are guessed from the classes that meet. */
export const crossingHabits: readonly CrossingHabit[] = [
  { stopShare: 0, leastS: 0, mostS: 0 },
  { stopShare: 0.05, leastS: 0.5, mostS: 2 },
  { stopShare: 0.4, leastS: 0.5, mostS: 4 },
  { stopShare: 0.25, leastS: 3, mostS: 24 },
];

const tertiary = streetClasses.indexOf('tertiary');

/** By edge: the kind of crossing at its end. */
export function crossingKinds(graph: StreetGraph): Uint8Array {
  const neighbours: Set<number>[] = Array.from({ length: graph.nodeCount }, () => new Set());
  const bestClass = new Uint8Array(graph.nodeCount).fill(streetClasses.length);
  const mainArms: Set<number>[] = Array.from({ length: graph.nodeCount }, () => new Set());
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const from = graph.edgeFrom[edge];
    const to = graph.edgeTo[edge];
    const edgeClass = graph.edgeClass[edge];
    for (const [node, other] of [
      [from, to],
      [to, from],
    ]) {
      neighbours[node].add(other);
      bestClass[node] = Math.min(bestClass[node], edgeClass);
      if (edgeClass <= tertiary) mainArms[node].add(other);
    }
  }
  return Uint8Array.from({ length: graph.edgeCount }, (_, edge) => {
    const node = graph.edgeTo[edge];
    if (neighbours[node].size < 3 || graph.edgeClass[edge] <= 1) return crossing.none;
    if (mainArms[node].size >= 3) return crossing.signal;
    if (bestClass[node] < graph.edgeClass[edge] && bestClass[node] <= tertiary) return crossing.yield;
    return graph.edgeClass[edge] > tertiary ? crossing.quiet : crossing.none;
  });
}
