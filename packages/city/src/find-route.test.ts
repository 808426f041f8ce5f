import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRoute } from './find-route.ts';
import type { EdgePoint, Route, StreetGraph } from './street-graph.ts';
import { gridCity } from './testing/grid-city.ts';
import { anyGraph } from './testing/random-graph.ts';
import { isTurnBack, turnAngleDeg, turnBackS, turnCostS } from './turn-cost.ts';

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const graphAndPlaces = anyGraph.chain((graph) => {
  const place = fc
    .tuple(fc.nat(graph.edgeCount - 1), fraction)
    .map(([edge, along]): EdgePoint => ({ edge, offsetM: graph.edgeLengthM[edge] * along }));
  return fc.tuple(fc.constant(graph), place, place);
});

/** Seconds of the best way by Dijkstra's algorithm over edges with a plain list, Infinity when there is none. */
function referenceS(graph: StreetGraph, from: EdgePoint, to: EdgePoint, rightAngleS: number, backS: number) {
  if (from.edge === to.edge && to.offsetM >= from.offsetM) {
    return (to.offsetM - from.offsetM) / graph.edgeLimitMps[to.edge];
  }
  const atEndS = new Array<number>(graph.edgeCount).fill(Infinity);
  const open = new Set(atEndS.keys());
  atEndS[from.edge] = (graph.edgeLengthM[from.edge] - from.offsetM) / graph.edgeLimitMps[from.edge];
  let bestS = Infinity;
  while (open.size > 0) {
    const edge = [...open].reduce((least, other) => (atEndS[other] < atEndS[least] ? other : least));
    open.delete(edge);
    if (atEndS[edge] === Infinity) break;
    for (let next = 0; next < graph.edgeCount; next++) {
      if (graph.edgeFrom[next] !== graph.edgeTo[edge]) continue;
      const turnedS = isTurnBack(graph, edge, next) ? backS : 0;
      const startS = atEndS[edge] + turnedS + turnCostS(turnAngleDeg(graph, edge, next), rightAngleS);
      if (next === to.edge) bestS = Math.min(bestS, startS + to.offsetM / graph.edgeLimitMps[next]);
      atEndS[next] = Math.min(atEndS[next], startS + graph.edgeLengthM[next] / graph.edgeLimitMps[next]);
    }
  }
  return bestS;
}

function routeCostS(graph: StreetGraph, route: Route, rightAngleS: number): number {
  const pairs = route.edges.slice(1).map((next, i) => [route.edges[i], next] as const);
  const turnsS = pairs.map(([edge, next]) => turnCostS(turnAngleDeg(graph, edge, next), rightAngleS));
  const backsS = turnBackS * turnBacksOf(graph, route);
  return route.durationS + backsS + turnsS.reduce((sum, s) => sum + s, 0);
}

const turnBacksOf = (graph: StreetGraph, route: Route) =>
  route.edges.filter((next, i) => i > 0 && isTurnBack(graph, route.edges[i - 1], next)).length;

test('a route takes as long as the best one that Dijkstra’s algorithm finds, and exists when that one does', () => {
  fc.assert(
    fc.property(graphAndPlaces, fc.constantFrom(0, 3, 20), ([graph, from, to], rightAngleS) => {
      const route = findRoute(graph, from, to, { rightAngleS });
      const plainS = referenceS(graph, from, to, rightAngleS, Infinity);
      const bestS = plainS === Infinity ? referenceS(graph, from, to, rightAngleS, turnBackS) : plainS;
      if (route) expect(routeCostS(graph, route, rightAngleS)).toBeCloseTo(bestS, 4);
      else expect(bestS).toBe(Infinity);
    }),
    { numRuns: 500 },
  );
});

test('a route can be driven: its edges join, begin and end where asked, and add up', () => {
  fc.assert(
    fc.property(graphAndPlaces, ([graph, from, to]) => {
      const route = findRoute(graph, from, to);
      if (!route) return;
      expect(route.edges[0]).toBe(from.edge);
      expect(route.edges.at(-1)).toBe(to.edge);
      expect([route.startOffsetM, route.endOffsetM]).toEqual([from.offsetM, to.offsetM]);
      for (let i = 1; i < route.edges.length; i++) {
        expect(graph.edgeFrom[route.edges[i]]).toBe(graph.edgeTo[route.edges[i - 1]]);
      }
      const wholeM = route.edges.reduce((sum, edge) => sum + graph.edgeLengthM[edge], 0);
      const lastM = graph.edgeLengthM[to.edge];
      expect(route.lengthM).toBeCloseTo(wholeM - from.offsetM - (lastM - to.offsetM), 2);
      expect(route.lengthM).toBeGreaterThanOrEqual(-1e-3);
      expect(route.durationS).toBeGreaterThanOrEqual(-1e-6);
    }),
    { numRuns: 300 },
  );
});

test('a route turns back only at dead ends, unless no other way exists', () => {
  fc.assert(
    fc.property(graphAndPlaces, ([graph, from, to]) => {
      const route = findRoute(graph, from, to);
      if (!route || referenceS(graph, from, to, 3, Infinity) === Infinity) return;
      expect(turnBacksOf(graph, route)).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('a car that has passed its goal drives round the block', () => {
  const graph = gridCity({ columns: 3, rows: 3 });
  const route = findRoute(graph, { edge: 0, offsetM: 80 }, { edge: 0, offsetM: 20 });
  expect(route?.edges.length).toBe(5);
  expect(route?.lengthM).toBeCloseTo(340, 0);
});

test('a car turns at the end of a blind alley', () => {
  const graph = gridCity({ columns: 2, rows: 1 });
  const route = findRoute(graph, { edge: 0, offsetM: 30 }, { edge: 1, offsetM: 50 });
  expect(route?.edges).toEqual([0, 1]);
  expect(route?.lengthM).toBeCloseTo(120, 0);
});

test('a oneway is never driven against', () => {
  const graph = gridCity({ columns: 6, rows: 5, oneways: true });
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const route = findRoute(graph, { edge: 0, offsetM: 1 }, { edge, offsetM: 1 });
    for (const driven of route?.edges ?? []) {
      if (graph.names[graph.edgeName[driven]] !== 'Calle 1') continue;
      expect(graph.nodeLongitude[graph.edgeTo[driven]]).toBeGreaterThan(
        graph.nodeLongitude[graph.edgeFrom[driven]],
      );
    }
    expect(route).not.toBeNull();
  }
});

test('a place that is not on the graph is refused', () => {
  const graph = gridCity();
  const start = { edge: 0, offsetM: 0 };
  expect(() => findRoute(graph, start, { edge: 9999, offsetM: 0 })).toThrow('to: no edge 9999');
  expect(() => findRoute(graph, { edge: 0, offsetM: 500 }, start)).toThrow(
    'from: offset 500 m is not on edge 0',
  );
  expect(() => findRoute(graph, { edge: 0, offsetM: Number.NaN }, start)).toThrow('offset NaN');
});
