import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { boundsContain } from '@rumo/geo';
import { expect, test } from 'vitest';
import { findRoute } from './find-route.ts';
import { basemapLayers, cityPackDir, packFile, readCityPack } from './pack.ts';

const cities = readdirSync(dirname(cityPackDir('montevideo')), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test.each(cities)('the files of %s are those of its city.json', (city) => {
  const dir = cityPackDir(city);
  const { info, graph } = readCityPack(dir);
  expect(info.id).toBe(city);
  // packFile compares each file with its hash.
  for (const layer of basemapLayers(info))
    expect(packFile(dir, info, layer).length).toBe(info.files[layer].bytes);
  expect(boundsContain(info.bounds, info.center)).toBe(true);
  for (let node = 0; node < graph.nodeCount; node++) {
    const at = { latitude: graph.nodeLatitude[node], longitude: graph.nodeLongitude[node] };
    expect(boundsContain(info.bounds, at)).toBe(true);
  }
});

test('Montevideo has its streets, and a way between any two of them', () => {
  const { graph } = readCityPack(cityPackDir('montevideo'));
  expect(graph.names).toContain('Avenida 18 de Julio');
  expect(graph.edgeCount).toBeGreaterThan(40_000);
  for (let i = 0; i < 60; i++) {
    const from = { edge: (i * 7919) % graph.edgeCount, offsetM: 0 };
    const to = { edge: (i * 104_729 + 17) % graph.edgeCount, offsetM: 0 };
    const route = findRoute(graph, from, to);
    expect(route).not.toBeNull();
    route?.edges.slice(1).forEach((edge, at) => {
      expect(graph.edgeFrom[edge]).toBe(graph.edgeTo[route.edges[at]]);
    });
  }
});
