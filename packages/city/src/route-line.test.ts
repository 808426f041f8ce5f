import { distanceM } from '@rumo/geo';
import { expect, test } from 'vitest';
import { findRoute } from './find-route.ts';
import { readCityPack } from './pack.ts';
import { pointOnEdge } from './point-on-edge.ts';
import { routeLine, routeStreets } from './route-line.ts';

const { graph } = await readCityPack('cities/montevideo');

test('a route’s line begins and ends where the route does and is as long as it', () => {
  for (const [from, to] of [
    [10, 5_000],
    [800, 20_000],
    [12_345, 345],
  ]) {
    const start = { edge: from, offsetM: graph.edgeLengthM[from] / 3 };
    const end = { edge: to, offsetM: graph.edgeLengthM[to] / 2 };
    const route = findRoute(graph, start, end);
    if (route === null) continue;
    const line = routeLine(graph, route).map(([longitude, latitude]) => ({ latitude, longitude }));
    expect(distanceM(line[0], pointOnEdge(graph, start))).toBeLessThan(0.01);
    expect(distanceM(line[line.length - 1], pointOnEdge(graph, end))).toBeLessThan(0.01);
    const lengthM = line.slice(1).reduce((sum, point, at) => sum + distanceM(line[at], point), 0);
    expect(lengthM / route.lengthM).toBeCloseTo(1, 3);
    const streets = routeStreets(graph, route);
    expect(streets.length).toBeGreaterThan(0);
    expect(streets.slice(1).filter((name, at) => name === streets[at])).toEqual([]);
  }
});

test('a route within one edge is the piece between its ends', () => {
  const edge = graph.edgeLengthM.findIndex((lengthM) => lengthM > 80);
  const route = findRoute(graph, { edge, offsetM: 10 }, { edge, offsetM: 60 });
  if (route === null) throw new Error('no way along one edge');
  const line = routeLine(graph, route).map(([longitude, latitude]) => ({ latitude, longitude }));
  const lengthM = line.slice(1).reduce((sum, point, at) => sum + distanceM(line[at], point), 0);
  expect(lengthM).toBeCloseTo(50, 0);
});
