import { localProjection } from '@rumo/geo';
import { expect, test } from 'vitest';
import { approximateSea } from './approximate-shore.ts';
import { ringContains } from './rings.ts';
import { seaOf } from './sea.ts';
import type { SourceMap } from './source-map.ts';

const plane = localProjection({ latitude: -34.9, longitude: -56.2 });
const sizeM = 4000;
const corner = plane.toPosition({ eastM: sizeM, northM: sizeM });

/** Streets each 200 m in the northern half; the southern half holds nothing but, if asked, a bridge. */
function coastalCity(bridge = false): SourceMap {
  const nodes: ReturnType<typeof plane.toPosition>[] = [];
  const lines: SourceMap['lines'][number][] = [];
  const add = (from: [number, number], to: [number, number], tags: Record<string, string>) => {
    const ends = [from, to].map(([eastM, northM]) => nodes.push(plane.toPosition({ eastM, northM })) - 1);
    lines.push({ tags, nodes: ends });
  };
  for (let m = 0; m <= sizeM; m += 200) {
    add([m, sizeM / 2], [m, sizeM], { highway: 'residential' });
    if (m >= sizeM / 2) add([0, m], [sizeM, m], { highway: 'residential' });
  }
  if (bridge) add([2000, 0], [2000, 2000], { highway: 'primary', bridge: 'yes' });
  const bounds = [-56.2, -34.9, corner.longitude, corner.latitude] as const;
  return { bounds, dataDate: null, nodes, lines, coastlines: [], areas: [], points: [] };
}

function isSea(source: SourceMap, eastM: number, northM: number): boolean {
  const sea = approximateSea(source, ['south']);
  const polygons =
    sea?.geometry.type === 'Polygon' ? [sea.geometry.coordinates] : (sea?.geometry.coordinates ?? []);
  return polygons.some(([outer]) =>
    ringContains(
      outer.map(([longitude, latitude]) => ({ latitude, longitude })),
      plane.toPosition({ eastM, northM }),
    ),
  );
}

test('the sea begins where the streets end, within a cell or two', () => {
  const source = coastalCity();
  expect(isSea(source, 2000, 1900)).toBe(true);
  expect(isSea(source, 2000, 2000)).toBe(false);
  expect(isSea(source, 2000, 3000)).toBe(false);
  expect(isSea(source, 1900, 2900)).toBe(false);
});

test('the sea goes on beyond the pack, and no bridge parts it', () => {
  expect(isSea(coastalCity(), 2000, -3000)).toBe(true);
  expect(isSea(coastalCity(true), 2000, 1000)).toBe(true);
});

test('a side full of streets has no sea, and an inland city none unasked', () => {
  expect(approximateSea(coastalCity(), ['north'])).toBeNull();
  expect(seaOf(coastalCity(), [])).toEqual({ feature: null, note: 'no sea' });
});

test('an approximate shore says that it is one', () => {
  const sea = seaOf(coastalCity(), ['south']);
  expect(sea.feature?.properties).toEqual({ kind: 'sea', source: 'approximate shore' });
  expect(sea.note).toBe('sea with an approximate shore, open to the south');
});
