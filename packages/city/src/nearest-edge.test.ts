import { headingDifferenceDeg, localProjection, projectOntoSegment } from '@rumo/geo';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph } from './build-graph.ts';
import { edgeGeometry } from './edge-geometry.ts';
import { indexEdges, nearestEdge } from './nearest-edge.ts';
import { pointOnEdge } from './point-on-edge.ts';
import { gridCity } from './testing/grid-city.ts';
import { anyGraph } from './testing/random-graph.ts';

const plane = localProjection({ latitude: -34.9, longitude: -56.17 });
const place = fc
  .record({ eastM: fc.integer({ min: -2500, max: 2500 }), northM: fc.integer({ min: -2500, max: 2500 }) })
  .map(plane.toPosition);
const heading = fc.option(fc.nat(359), { nil: null });
const limit = fc.constantFrom(20, 250, 5000);

test('the nearest edge is the one that looking at every segment finds', () => {
  fc.assert(
    fc.property(anyGraph, place, heading, limit, (graph, at, headingDeg, maxDistanceM) => {
      const { shapeHeadingDeg } = edgeGeometry(graph);
      let bestM = Infinity;
      for (let edge = 0; edge < graph.edgeCount; edge++) {
        for (let point = graph.shapeStart[edge]; point < graph.shapeStart[edge + 1] - 1; point++) {
          const [start, end] = [point, point + 1].map((p) => ({
            latitude: graph.shapeLatitude[p],
            longitude: graph.shapeLongitude[p],
          }));
          const { distanceM } = projectOntoSegment(at, start, end);
          if (distanceM > maxDistanceM) continue;
          const turnDeg =
            headingDeg === null ? 0 : Math.abs(headingDifferenceDeg(headingDeg, shapeHeadingDeg[point]));
          bestM = Math.min(bestM, distanceM + 0.3 * turnDeg);
        }
      }
      const found = nearestEdge(indexEdges(graph), at, { headingDeg, maxDistanceM });
      if (!found) {
        expect(bestM).toBe(Infinity);
        return;
      }
      const there = pointOnEdge(graph, found);
      const local = localProjection(at).toLocal(there);
      expect(Math.hypot(local.eastM, local.northM)).toBeCloseTo(found.distanceM, 1);
      if (headingDeg === null) expect(found.distanceM).toBeCloseTo(bestM, 6);
      else expect(found.distanceM).toBeLessThanOrEqual(bestM + 1e-6);
    }),
    { numRuns: 500 },
  );
});

test('a car with a heading is found on its own side of the street', () => {
  const graph = gridCity();
  const index = indexEdges(graph);
  const at = plane.toPosition({ eastM: 150, northM: 104 });
  for (const headingDeg of [80, 100, 260, 280]) {
    const found = nearestEdge(index, at, { headingDeg });
    const runsDeg = found ? pointOnEdge(graph, found).headingDeg : Number.NaN;
    expect(Math.abs(headingDifferenceDeg(runsDeg, headingDeg))).toBeLessThan(11);
    expect(found?.distanceM).toBeCloseTo(4, 1);
  }
});

test('near a crossing the heading chooses the street', () => {
  const graph = gridCity();
  const at = plane.toPosition({ eastM: 105, northM: 102 });
  const found = nearestEdge(indexEdges(graph), at, { headingDeg: 0 });
  expect(graph.names[graph.edgeName[found?.edge ?? -1]]).toBe('Avenida 1');
});

test('far from every street, and in a graph without streets, there is none', () => {
  const far = plane.toPosition({ eastM: -900, northM: 0 });
  expect(nearestEdge(indexEdges(gridCity()), far)).toBeNull();
  expect(nearestEdge(indexEdges(buildGraph([], [])), far)).toBeNull();
});
