import { type BoundingBox, localProjection } from '@rumo/geo';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph } from '../build-graph.ts';
import { findRoute } from '../find-route.ts';
import type { SourceMap, Tags } from './source-map.ts';
import { streetNetworkOf } from './street-network.ts';

const plane = localProjection({ latitude: 41.14, longitude: -8.61 });
const bounds: BoundingBox = [-9, 41, -8, 42];
const street: Tags = { highway: 'residential', name: 'Rua das Flores' };

function sourceOf(places: [number, number][], ways: { tags: Tags; nodes: number[] }[]): SourceMap {
  const nodes = places.map(([eastM, northM]) => plane.toPosition({ eastM, northM }));
  return { bounds, dataDate: null, nodes, lines: ways, coastlines: [], areas: [], points: [] };
}

/** A square of streets with a corner each 100 m, its nodes 0 to 3. */
const square: [number, number][] = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100],
];

test('ways are cut where others meet them, and nodes in between become shape', () => {
  const places: [number, number][] = [...square, [50, 0], [150, 50], [200, 0]];
  const { network, connectedShare } = streetNetworkOf(
    sourceOf(places, [
      { tags: street, nodes: [0, 4, 1, 2, 3, 0] },
      { tags: street, nodes: [1, 5, 6] },
    ]),
  );
  expect(connectedShare).toBe(1);
  // The ring hangs on node 1, the blind alley ends in node 6; all else is shape.
  expect(network.nodes.length).toBe(2);
  expect(network.streets.map(({ inner }) => inner.length).sort()).toEqual([1, 4]);
});

test('a street that changes its name or its limit keeps a node there', () => {
  const { network } = streetNetworkOf(
    sourceOf(square, [
      { tags: street, nodes: [0, 1] },
      { tags: { ...street, name: 'Другая' }, nodes: [1, 2] },
      { tags: { ...street, maxspeed: '30' }, nodes: [2, 3] },
    ]),
  );
  expect(network.nodes.length).toBe(4);
  expect(network.streets.map(({ name }) => name).sort()).toEqual([
    'Rua das Flores',
    'Rua das Flores',
    'Другая',
  ]);
});

test('oneways that lead nowhere, or from nowhere, and streets without connection are left out', () => {
  const places: [number, number][] = [...square, [300, 0], [500, 500], [600, 500]];
  const { network, connectedShare } = streetNetworkOf(
    sourceOf(places, [
      { tags: street, nodes: [0, 1, 2, 3, 0] },
      { tags: { ...street, oneway: 'yes' }, nodes: [1, 4] },
      { tags: street, nodes: [5, 6] },
    ]),
  );
  expect(network.streets.every((kept) => !kept.oneway)).toBe(true);
  expect(connectedShare).toBeCloseTo(400 / 700, 2);
});

test('a oneway against the way’s direction is driven backward', () => {
  const { network } = streetNetworkOf(
    sourceOf(square, [
      { tags: { ...street, oneway: '-1' }, nodes: [0, 1] },
      { tags: { ...street, name: 'back' }, nodes: [0, 2, 1] },
    ]),
  );
  const oneway = network.streets.find((kept) => kept.oneway);
  expect(network.nodes[oneway?.from ?? -1].longitude).toBeGreaterThan(
    network.nodes[oneway?.to ?? -1].longitude,
  );
});

test('nodes mapped twice, ways mapped twice and ways of one node do no harm', () => {
  const twice = square.concat(square);
  const { network } = streetNetworkOf(
    sourceOf(twice, [
      { tags: street, nodes: [0, 0, 1, 5, 2, 3, 0] },
      { tags: street, nodes: [3, 2, 1] },
      { tags: street, nodes: [2] },
      { tags: street, nodes: [3, 7] },
    ]),
  );
  const graph = buildGraph(network.nodes, network.streets);
  expect(graph.edgeLengthM.every((lengthM) => lengthM > 1)).toBe(true);
  const lengthM = graph.edgeLengthM.reduce((sum, m) => sum + m, 0) / 2;
  expect(lengthM).toBeCloseTo(400, -1);
});

test('a source without streets gives an empty network', () => {
  expect(streetNetworkOf(sourceOf(square, [])).network).toEqual({ nodes: [], streets: [] });
});

const anySource = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), {
    minLength: 2,
    maxLength: 20,
  })
  .chain((places) =>
    fc
      .array(
        fc.record({
          nodes: fc.array(fc.nat(places.length - 1), { minLength: 1, maxLength: 6 }),
          tags: fc.record({
            highway: fc.constantFrom('residential', 'primary', 'motorway', 'footway'),
            oneway: fc.constantFrom('yes', 'no', '-1', ''),
            name: fc.constantFrom('a', 'b'),
          }),
        }),
        { maxLength: 12 },
      )
      .map((ways) =>
        sourceOf(
          places.map(([x, y]) => [x * 90, y * 90]),
          ways,
        ),
      ),
  );

test('in every network made, every place can be reached from every other', () => {
  fc.assert(
    fc.property(anySource, (source) => {
      const { network } = streetNetworkOf(source);
      const graph = buildGraph(network.nodes, network.streets);
      for (let from = 0; from < graph.edgeCount; from++) {
        expect(graph.edgeLengthM[from]).toBeGreaterThan(0);
        for (let to = 0; to < graph.edgeCount; to += 3) {
          expect(findRoute(graph, { edge: from, offsetM: 0 }, { edge: to, offsetM: 0 })).not.toBeNull();
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('the same source gives the same network', () => {
  fc.assert(
    fc.property(anySource, (source) => {
      expect(streetNetworkOf(source)).toEqual(streetNetworkOf(structuredClone(source)));
    }),
    { numRuns: 50 },
  );
});
