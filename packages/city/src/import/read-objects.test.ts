import { fileURLToPath } from 'node:url';
import { type BoundingBox, boundsContain } from '@rumo/geo';
import { expect, test } from 'vitest';
import { buildGraph } from '../build-graph.ts';
import { findRoute } from '../find-route.ts';
import type { OsmObject } from './osm-objects.ts';
import { pbfObjects } from './pbf-objects.ts';
import { readObjects } from './read-objects.ts';
import { streetNetworkOf } from './street-network.ts';

const fixture = fileURLToPath(new URL('../testing/porto-ribeira.osm.pbf', import.meta.url));
const porto = () => pbfObjects(fixture);
const about = { tags: { highway: 'residential' } };
const node = (id: number, longitude: number, latitude: number): OsmObject => ({
  kind: 'node',
  id,
  latitude,
  longitude,
  tags: {},
});

/** An extract held in memory that counts how often it is read. */
function extract(...objects: OsmObject[]) {
  const counter = { reads: 0 };
  const read = async function* () {
    counter.reads++;
    yield* objects;
  };
  return { read, counter };
}

test('the cut of Porto has its streets, its river and its places', async () => {
  const source = await readObjects(porto, null);
  expect(source.bounds).toEqual([-8.615, 41.137, -8.608, 41.1425]);
  expect(source.dataDate).toBe('2020-07-20');
  expect(source.points.some((point) => point.tags.place && point.tags.name)).toBe(true);
  const names = new Set(source.lines.map((line) => line.tags.name));
  expect(names).toContain('Rua do Infante Dom Henrique');
  expect(
    source.areas.some((area) => area.tags.natural === 'water' || area.tags.waterway === 'riverbank'),
  ).toBe(true);
  for (const line of source.lines) {
    for (const at of line.nodes) expect(boundsContain(source.bounds, source.nodes[at])).toBe(true);
  }
});

test('routes in the cut of Porto keep its oneways and join', async () => {
  const { network } = streetNetworkOf(await readObjects(porto, null));
  const graph = buildGraph(network.nodes, network.streets);
  expect(graph.edgeReverse.some((reverse) => reverse === -1)).toBe(true);
  for (let from = 0; from < graph.edgeCount; from += 5) {
    for (let to = 0; to < graph.edgeCount; to += 7) {
      const route = findRoute(graph, { edge: from, offsetM: 0 }, { edge: to, offsetM: 0 });
      expect(route).not.toBeNull();
      route?.edges.slice(1).forEach((edge, i) => {
        expect(graph.edgeFrom[edge]).toBe(graph.edgeTo[route.edges[i]]);
      });
    }
  }
});

test('a part of an extract holds the same streets as the whole, within its box', async () => {
  const box: BoundingBox = [-8.613, 41.139, -8.61, 41.142];
  const [whole, part] = [await readObjects(porto, null), await readObjects(porto, box)];
  const segments = (source: typeof whole) =>
    source.lines
      .filter((line) => line.tags.highway)
      .flatMap((line) => line.nodes.slice(1).map((to, i) => [source.nodes[line.nodes[i]], source.nodes[to]]))
      .filter((ends) => ends.every((end) => boundsContain(box, end)))
      .map((ends) => JSON.stringify(ends))
      .sort();
  expect(segments(part)).toEqual(segments(whole));
  expect(segments(part).length).toBeGreaterThan(100);
});

test('a way whose middle the extract lacks is two lines, and one of a single node is none', async () => {
  const { read } = extract(
    node(1, 0, 0),
    node(2, 1, 0),
    node(4, 3, 0),
    node(5, 4, 0),
    { kind: 'way', id: 1, nodeIds: [1, 2, 3, 4, 5], ...about },
    { kind: 'way', id: 2, nodeIds: [1], ...about },
    { kind: 'way', id: 3, nodeIds: [7, 8], ...about },
  );
  const source = await readObjects(read, null);
  expect(source.lines.map((line) => line.nodes.length)).toEqual([2, 2]);
  expect(source.bounds).toEqual([0, 0, 4, 0]);
  expect(source.dataDate).toBeNull();
});

test('nodes in any order, and mapped twice, are found', async () => {
  const { read } = extract(node(9, 1, 1), node(2, 0, 0), node(2, 0, 0), {
    kind: 'way',
    id: 1,
    nodeIds: [2, 9],
    ...about,
  });
  const source = await readObjects(read, null);
  expect(source.lines.map((line) => line.nodes.map((at) => source.nodes[at].latitude))).toEqual([[0, 1]]);
});

test('an area that reaches far beyond the box is read whole, with what its relation needs', async () => {
  const lake = { natural: 'water', type: 'multipolygon' };
  const { read, counter } = extract(
    node(1, 0.05, 0.05),
    node(2, 9, 0.05),
    node(3, 9, 9),
    node(4, 0.05, 9),
    { kind: 'way', id: 1, nodeIds: [4, 1, 2], tags: {} },
    { kind: 'way', id: 2, nodeIds: [2, 3, 4], tags: {} },
    {
      kind: 'relation',
      id: 1,
      tags: lake,
      members: [
        { type: 'way', id: 1, role: 'outer' },
        { type: 'way', id: 2, role: 'outer' },
      ],
    },
  );
  const source = await readObjects(read, [0, 0, 0.1, 0.1]);
  expect(source.areas.map((area) => area.polygons[0][0].length)).toEqual([5]);
  expect(counter.reads).toBe(3);
});

test('an extract without anything is read as nothing', async () => {
  expect(await readObjects(extract().read, null)).toMatchObject({ lines: [], areas: [], points: [] });
});
