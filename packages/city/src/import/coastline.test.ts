import type { BoundingBox, Position } from '@rumo/geo';
import { expect, test } from 'vitest';
import { seaOfCoastline } from './coastline.ts';
import { ringContains } from './rings.ts';
import type { SourceMap } from './source-map.ts';

const bounds: BoundingBox = [0, 0, 10, 10];

/** A source whose coast is the given lines of [longitude, latitude]; equal corners are one node. */
function coast(...lines: [number, number][][]): SourceMap {
  const nodes: Position[] = [];
  const numberOf = new Map<string, number>();
  const coastlines = lines.map((line) => ({
    tags: { natural: 'coastline' },
    nodes: line.map(([longitude, latitude]) => {
      const key = `${longitude},${latitude}`;
      const number = numberOf.get(key) ?? nodes.push({ latitude, longitude }) - 1;
      numberOf.set(key, number);
      return number;
    }),
  }));
  return { bounds, dataDate: null, nodes, lines: [], coastlines, areas: [], points: [] };
}

function isSea(source: SourceMap, longitude: number, latitude: number): boolean {
  const sea = seaOfCoastline(source);
  if (sea.kind !== 'sea') throw new Error(`no sea but ${sea.kind}`);
  return sea.polygons.some(([outer, ...holes]) => {
    const within = (ring: readonly Position[]) => ringContains(ring, { latitude, longitude });
    return within(outer) && !holes.some(within);
  });
}

test('the sea lies on the right of the coast, up to the bounds and beyond', () => {
  const eastward = coast([
    [-1, 5],
    [5, 6],
    [11, 5],
  ]);
  expect([isSea(eastward, 5, 2), isSea(eastward, 5, 8)]).toEqual([true, false]);
  expect(isSea(eastward, 5, -0.3)).toBe(true);
  const westward = coast([
    [11, 5],
    [5, 6],
    [-1, 5],
  ]);
  expect([isSea(westward, 5, 2), isSea(westward, 5, 8)]).toEqual([false, true]);
});

test('a coast in several ways, given in any order, is one', () => {
  const pieces = coast(
    [
      [5, 6],
      [11, 5],
    ],
    [
      [-1, 5],
      [5, 6],
    ],
  );
  expect([isSea(pieces, 5, 2), isSea(pieces, 5, 8)]).toEqual([true, false]);
});

test('islands are land, with or without a mainland, and an inland basin is water', () => {
  const island: [number, number][] = [
    [4, 2],
    [6, 2],
    [6, 4],
    [4, 4],
    [4, 2],
  ];
  const shore: [number, number][] = [
    [-1, 5],
    [11, 5],
  ];
  expect([isSea(coast(island), 5, 3), isSea(coast(island), 1, 1)]).toEqual([false, true]);
  expect([isSea(coast(shore, island), 5, 3), isSea(coast(shore, island), 1, 3)]).toEqual([false, true]);
  const basin = coast(island.toReversed());
  expect([isSea(basin, 5, 3), isSea(basin, 1, 1)]).toEqual([true, false]);
});

test('two headlands that reach into the area from either side leave the strait between them', () => {
  const strait = coast(
    [
      [11, 4],
      [5, 3],
      [-1, 4],
    ],
    [
      [-1, 6],
      [5, 7],
      [11, 6],
    ],
  );
  expect([isSea(strait, 5, 1), isSea(strait, 5, 5), isSea(strait, 5, 9)]).toEqual([false, true, false]);
});

test('a bay that leaves and enters by one side, and a coast that cuts a corner', () => {
  const bay = coast([
    [3, -1],
    [3, 4],
    [7, 4],
    [7, -1],
  ]);
  expect([isSea(bay, 5, 2), isSea(bay, 1, 2), isSea(bay, 5, 8)]).toEqual([true, false, false]);
  const cape = coast([
    [7, -1],
    [7, 4],
    [3, 4],
    [3, -1],
  ]);
  expect([isSea(cape, 5, 2), isSea(cape, 1, 2), isSea(cape, 9, 9)]).toEqual([false, true, true]);
});

test('an island that reaches beyond the area is cut at its edge', () => {
  const island = coast([
    [8, 4],
    [12, 4],
    [12, 6],
    [8, 6],
    [8, 4],
  ]);
  expect([isSea(island, 9, 5), isSea(island, 5, 5), isSea(island, 9, 9)]).toEqual([false, true, true]);
});

test('a coast that ends within the area is broken, one outside is none', () => {
  const ends = coast([
    [-1, 5],
    [5, 6],
  ]);
  expect(seaOfCoastline(ends)).toEqual({ kind: 'broken', at: { latitude: 6, longitude: 5 } });
  expect(seaOfCoastline(coast()).kind).toBe('none');
  expect(
    seaOfCoastline(
      coast([
        [20, 20],
        [30, 20],
      ]),
    ).kind,
  ).toBe('none');
});
