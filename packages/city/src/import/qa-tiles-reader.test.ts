import { tileAt } from '@rumo/geo';
import { expect, test } from 'vitest';
import { type QaFeature, qaExtent, qaTileBytes } from '../testing/qa-tile-bytes.ts';
import { readQaTiles } from './qa-tiles-reader.ts';
import { areaM2 } from './rings.ts';

const about = { '@type': 'way', '@user': 'somebody', '@uid': 7, '@changeset': 9 };
const tile = (x: number, features: QaFeature[]) => ({ zoom: 12, x, y: 2472, data: qaTileBytes(features) });
const street = { ...about, '@id': 1, '@timestamp': 1483712693, highway: 'residential', lanes: 2 };

test('a street cut by the tiles’ edge is joined again in one node', () => {
  const source = readQaTiles([
    tile(1408, [
      {
        kind: 'line',
        tags: street,
        parts: [
          [
            [qaExtent - 100, 500],
            [qaExtent, 520],
          ],
        ],
      },
    ]),
    tile(1409, [
      {
        kind: 'line',
        tags: street,
        parts: [
          [
            [0, 520],
            [100, 540],
            [300, 500],
          ],
        ],
      },
    ]),
  ]);
  expect(source.lines.map((line) => line.nodes)).toEqual([
    [0, 1],
    [1, 2, 3],
  ]);
  expect(source.nodes.map((node) => tileAt(node, 12).x)).toEqual([1408, 1409, 1409, 1409]);
  expect(source.dataDate).toBe('2017-01-06');
});

test('tags are text, and who edited is dropped', () => {
  const source = readQaTiles([
    tile(1408, [
      {
        kind: 'line',
        tags: street,
        parts: [
          [
            [0, 0],
            [9, 9],
          ],
        ],
      },
    ]),
  ]);
  expect(source.lines[0].tags).toEqual({ highway: 'residential', lanes: '2' });
  expect(source.nodes.length).toBe(2);
});

test('an area in two tiles is one area without a seam', () => {
  const park = { ...about, '@id': 2, leisure: 'park' };
  const half = (from: number, to: number): QaFeature => ({
    kind: 'area',
    tags: park,
    parts: [
      [
        [from, 0],
        [to, 0],
        [to, 9000],
        [from, 9000],
      ],
    ],
  });
  const left = readQaTiles([tile(1408, [half(qaExtent - 9000, qaExtent)])]);
  const both = readQaTiles([tile(1408, [half(qaExtent - 9000, qaExtent)]), tile(1409, [half(0, 9000)])]);
  expect(both.areas.length).toBe(1);
  expect(both.areas[0].polygons.length).toBe(1);
  expect(areaM2(both.areas[0].polygons) / areaM2(left.areas[0].polygons)).toBeCloseTo(2, 3);
});

test('points carry their place, and the bounds are those of the tiles', () => {
  const place = { ...about, '@id': 3, place: 'suburb', name: 'Cerro' };
  const source = readQaTiles([
    tile(1408, [{ kind: 'point', tags: place, parts: [[[qaExtent / 2, qaExtent / 2]]] }]),
  ]);
  const [west, south, east, north] = source.bounds;
  expect(source.points[0].tags).toEqual({ place: 'suburb', name: 'Cerro' });
  expect(source.points[0].at.longitude).toBeCloseTo((west + east) / 2, 9);
  expect(source.points[0].at.latitude).toBeCloseTo((south + north) / 2, 4);
});

test('tiles of another kind, and none at all, are refused', () => {
  const other = { zoom: 12, x: 1, y: 2, data: qaTileBytes([], 'roads') };
  expect(() => readQaTiles([other])).toThrow('tile 12/1/2 has no layer "osm"');
  expect(() => readQaTiles([])).toThrow('no tiles to read');
});
