import { headingDifferenceDeg, localProjection, type Position, projectOntoSegment } from '@rumo/geo';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph } from './build-graph.ts';
import { edgeFinder } from './edge-finder.ts';
import { edgeGeometry } from './edge-geometry.ts';
import { indexEdges, nearestEdge } from './nearest-edge.ts';
import type { StreetGraph } from './street-graph.ts';
import { anyGraph } from './testing/random-graph.ts';

const plane = localProjection({ latitude: -34.9, longitude: -56.17 });
const place = fc
  .record({ eastM: fc.integer({ min: -1700, max: 1700 }), northM: fc.integer({ min: -1700, max: 1700 }) })
  .map(plane.toPosition);
const heading = fc.option(fc.nat(359), { nil: null });
const questions = fc.array(fc.tuple(place, heading), { minLength: 1, maxLength: 20 });

test('W16 a finder finds the edge that nearestEdge finds, or one that counts for the same', () => {
  fc.assert(
    fc.property(anyGraph, questions, fc.constantFrom(40, 300), (graph, asked, maxDistanceM) => {
      const index = indexEdges(graph);
      const find = edgeFinder(index, maxDistanceM);
      for (const [at, headingDeg] of [...asked, ...asked]) {
        const found = find(at, headingDeg);
        const wanted = nearestEdge(index, at, { headingDeg, maxDistanceM });
        if (found === wanted?.edge) continue;
        // Squares are flat and their metres have 24 bits: where two edges count for the same, that may decide.
        const edges = [found, wanted?.edge ?? -1].filter((edge) => edge >= 0);
        const counts = edges.map((edge) => countsForM(graph, edge, at, headingDeg, maxDistanceM + 0.05));
        if (edges.length === 2) expect(counts[0]).toBeCloseTo(counts[1], 1);
        else
          expect(countsForM(graph, edges[0], at, headingDeg, maxDistanceM - 0.05)).toBe(
            Number.POSITIVE_INFINITY,
          );
      }
    }),
    { numRuns: 300 },
  );
});

test('W16 a finder that has been in too many squares begins anew, and finds the same', () => {
  const [graph] = fc.sample(anyGraph, { seed: 2, numRuns: 1 });
  const find = edgeFinder(indexEdges(graph), 40);
  const places = fc.sample(place, { seed: 2, numRuns: 200 });
  const answers = () => places.map((at) => find(at, 90));
  const before = answers();
  expect(before.some((edge) => edge >= 0)).toBe(true);
  for (let square = 0; square < 100_000; square++) {
    const longitude = -50 + square * 0.0005;
    if (find({ latitude: 10, longitude }, null) !== -1) throw new Error(`an edge at ${longitude}`);
  }
  expect(answers()).toEqual(before);
});

test('in a graph without streets, and at the ends of the world, there is none', () => {
  const [graph] = fc.sample(anyGraph, { seed: 1, numRuns: 1 });
  for (const find of [edgeFinder(indexEdges(buildGraph([], [])), 40), edgeFinder(indexEdges(graph), 40)]) {
    for (const latitude of [-90, 0, 90])
      for (const longitude of [-180, 180]) expect(find({ latitude, longitude }, 0)).toBe(-1);
  }
});

function countsForM(
  graph: StreetGraph,
  edge: number,
  at: Position,
  headingDeg: number | null,
  withinM: number,
): number {
  const { shapeHeadingDeg } = edgeGeometry(graph);
  let leastM = Number.POSITIVE_INFINITY;
  for (let point = graph.shapeStart[edge]; point < graph.shapeStart[edge + 1] - 1; point++) {
    const [start, end] = [point, point + 1].map((p) => ({
      latitude: graph.shapeLatitude[p],
      longitude: graph.shapeLongitude[p],
    }));
    const { distanceM } = projectOntoSegment(at, start, end);
    const turnDeg = headingDeg === null ? 0 : headingDifferenceDeg(headingDeg, shapeHeadingDeg[point]);
    if (distanceM <= withinM) leastM = Math.min(leastM, distanceM + 0.3 * Math.abs(turnDeg));
  }
  return leastM;
}
