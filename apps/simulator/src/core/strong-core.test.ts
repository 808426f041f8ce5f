import { buildGraph, type StreetGraph } from '@rumo/city';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { strongCore } from './strong-core.ts';

const anyGraph = fc
  .array(fc.tuple(fc.nat(8), fc.nat(8), fc.boolean()), { minLength: 1, maxLength: 20 })
  .map((streets) => {
    const nodes = Array.from({ length: 9 }, (_, node) => ({ latitude: node / 1_000, longitude: 0 }));
    const street = { inner: [], streetClass: 'residential', limitMps: 10, name: '' } as const;
    return buildGraph(
      nodes,
      streets.map(([from, to, oneway]) => ({ ...street, from, to, oneway })),
    );
  });

function reachable({ nodeCount, edgeFrom, edgeTo }: StreetGraph, start: number): boolean[] {
  const reached = Array.from({ length: nodeCount }, (_, node) => node === start);
  for (let round = 0; round < nodeCount; round++) {
    edgeFrom.forEach((from, edge) => {
      if (reached[from]) reached[edgeTo[edge]] = true;
    });
  }
  return reached;
}

test('the core is a largest set of nodes that all reach each other, and the edges within it', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const reach = Array.from({ length: graph.nodeCount }, (_, node) => reachable(graph, node));
      const sizes = reach.map((_, a) => reach.filter((_, b) => reach[a][b] && reach[b][a]).length);
      const core = [...strongCore(graph)];
      const inside = [...graph.edgeFrom.keys()].filter((edge) => core[edge] === 1);
      const together = (a: number, b: number) => reach[a][b] && reach[b][a];
      for (const edge of inside) {
        expect(sizes[graph.edgeFrom[edge]]).toBe(Math.max(...sizes));
        expect(together(graph.edgeFrom[inside[0]], graph.edgeTo[edge])).toBe(true);
      }
      const missed = [...graph.edgeFrom.keys()].filter(
        (edge) =>
          core[edge] === 0 &&
          inside.length > 0 &&
          together(graph.edgeFrom[inside[0]], graph.edgeFrom[edge]) &&
          together(graph.edgeFrom[inside[0]], graph.edgeTo[edge]),
      );
      expect(missed).toEqual([]);
    }),
  );
});
