import { lineLengthM } from '@rumo/geo';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph } from './build-graph.ts';
import { pointOnEdge } from './point-on-edge.ts';
import type { StreetGraph } from './street-graph.ts';
import { gridCity } from './testing/grid-city.ts';
import { anyGraph, anyNetwork } from './testing/random-graph.ts';

function shapeOf(graph: StreetGraph, edge: number) {
  const points = [];
  for (let point = graph.shapeStart[edge]; point < graph.shapeStart[edge + 1]; point++) {
    points.push({ latitude: graph.shapeLatitude[point], longitude: graph.shapeLongitude[point] });
  }
  return points;
}

test('each street is one edge, or two that are each other’s reverse', () => {
  fc.assert(
    fc.property(anyNetwork, ({ nodes, streets }) => {
      const graph = buildGraph(nodes, streets);
      const oneways = streets.filter((street) => street.oneway).length;
      expect(graph.edgeCount).toBe(2 * streets.length - oneways);
      expect(graph.edgeReverse.filter((edge) => edge === -1).length).toBe(oneways);
      for (let edge = 0; edge < graph.edgeCount; edge++) {
        const reverse = graph.edgeReverse[edge];
        if (reverse < 0) continue;
        expect(graph.edgeReverse[reverse]).toBe(edge);
        expect(shapeOf(graph, reverse).reverse()).toEqual(shapeOf(graph, edge));
        expect(graph.edgeLengthM[reverse]).toBeCloseTo(graph.edgeLengthM[edge], 2);
      }
    }),
  );
});

test('the edges under a node are those that leave it, and shapes begin and end at the nodes', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      expect(graph.firstOut[graph.nodeCount]).toBe(graph.edgeCount);
      const node = (n: number) => ({ latitude: graph.nodeLatitude[n], longitude: graph.nodeLongitude[n] });
      for (let n = 0; n < graph.nodeCount; n++) {
        for (let edge = graph.firstOut[n]; edge < graph.firstOut[n + 1]; edge++) {
          const shape = shapeOf(graph, edge);
          expect(graph.edgeFrom[edge]).toBe(n);
          expect(shape[0]).toEqual(node(n));
          expect(shape.at(-1)).toEqual(node(graph.edgeTo[edge]));
          expect(graph.edgeLengthM[edge]).toBeCloseTo(lineLengthM(shape), 2);
        }
      }
    }),
  );
});

test('a grid city has the streets one expects of it', () => {
  const graph = gridCity({ columns: 3, rows: 2, blockM: 200 });
  expect(graph.nodeCount).toBe(6);
  expect(graph.edgeCount).toBe(14);
  for (const lengthM of graph.edgeLengthM) expect(lengthM).toBeCloseTo(200, 0);
  expect(graph.names).toEqual(['', 'Calle 0', 'Avenida 0', 'Avenida 1', 'Avenida 2', 'Calle 1']);
});

test('a street between nodes that do not exist is refused', () => {
  const street = {
    from: 0,
    to: 7,
    inner: [],
    streetClass: 'primary',
    limitMps: 10,
    name: '',
    oneway: false,
  } as const;
  const nodes = [{ latitude: 0, longitude: 0 }];
  expect(() => buildGraph(nodes, [street])).toThrow('street 0 joins nodes 0 and 7 of 1');
  expect(() => buildGraph(nodes, [{ ...street, to: 0, limitMps: 0 }])).toThrow('speed limit of 0');
});

test('a point on an edge moves from its start to its end, clamped at both', () => {
  const graph = gridCity({ columns: 2, rows: 1 });
  const start = pointOnEdge(graph, { edge: 0, offsetM: -5 });
  const end = pointOnEdge(graph, { edge: 0, offsetM: 1e6 });
  const middle = pointOnEdge(graph, { edge: 0, offsetM: graph.edgeLengthM[0] / 2 });
  expect(start.longitude).toBe(graph.nodeLongitude[0]);
  expect(end.longitude).toBe(graph.nodeLongitude[1]);
  expect(middle.longitude).toBeCloseTo((start.longitude + end.longitude) / 2, 9);
  expect(middle.headingDeg).toBeCloseTo(90, 2);
  expect(() => pointOnEdge(graph, { edge: 99, offsetM: 0 })).toThrow('no edge 99 of 2');
});

test('moving along an edge by metres moves by that many metres', () => {
  fc.assert(
    fc.property(anyGraph, fc.double({ min: 0, max: 1, noNaN: true }), (graph, fraction) => {
      for (let edge = 0; edge < graph.edgeCount; edge++) {
        const offsetM = graph.edgeLengthM[edge] * fraction;
        const at = pointOnEdge(graph, { edge, offsetM });
        const passed = shapeOf(graph, edge).reduce<{ walkedM: number; best: number; last: typeof at | null }>(
          ({ walkedM, best, last }, point) => {
            if (!last) return { walkedM, best, last: { ...point, headingDeg: 0 } };
            const toPointM = walkedM + lineLengthM([last, at]);
            const throughM = lineLengthM([last, at]) + lineLengthM([at, point]) - lineLengthM([last, point]);
            return {
              walkedM: walkedM + lineLengthM([last, point]),
              best:
                throughM < 0.01 && Math.abs(toPointM - offsetM) < Math.abs(best - offsetM) ? toPointM : best,
              last: { ...point, headingDeg: 0 },
            };
          },
          { walkedM: 0, best: Infinity, last: null },
        );
        expect(Math.abs(passed.best - offsetM)).toBeLessThan(0.05);
      }
    }),
    { numRuns: 50 },
  );
});
