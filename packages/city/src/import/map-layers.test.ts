import type { BoundingBox, Position } from '@rumo/geo';
import type { Feature } from 'geojson';
import { expect, test } from 'vitest';
import { buildingsLayer, parksLayer } from './ground-layers.ts';
import { multipolygonOf } from './multipolygon.ts';
import { placesLayer } from './places-layer.ts';
import { roadsLayer } from './roads-layer.ts';
import type { SourceArea, SourceMap, Tags } from './source-map.ts';
import { waterLayer } from './water-layer.ts';

const bounds: BoundingBox = [0, 0, 0.1, 0.1];
const nodes: Position[] = Array.from({ length: 10 }, (_, i) => ({ latitude: 0.01, longitude: i / 100 }));
const source: SourceMap = { bounds, dataDate: null, nodes, lines: [], coastlines: [], areas: [], points: [] };

function square(west: number, south: number, size: number): Position[] {
  return [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ].map(([x, y]) => ({ longitude: west + x * size, latitude: south + y * size }));
}
const area = (tags: Tags, ring: Position[]): SourceArea => ({ tags, polygons: [[ring]] });

test('pieces of one street are one line, so that its name runs along it', () => {
  const street = { highway: 'residential', name: 'Улица Абая' };
  const roads = roadsLayer({
    ...source,
    lines: [
      { tags: street, nodes: [0, 1, 2] },
      { tags: street, nodes: [4, 3, 2] },
      { tags: { ...street, bridge: 'yes' }, nodes: [4, 5] },
      { tags: { highway: 'primary', oneway: '-1' }, nodes: [7, 6] },
      { tags: { highway: 'proposed' }, nodes: [8, 9] },
    ],
  });
  expect(roads.map((road) => [road.properties, road.geometry.coordinates.map(([x]) => x)])).toEqual([
    [{ class: 'residential', name: 'Улица Абая' }, [0, 0.01, 0.02, 0.03, 0.04]],
    [{ class: 'residential', name: 'Улица Абая', bridge: 1 }, [0.04, 0.05]],
    [{ class: 'primary', oneway: 1 }, [0.06, 0.07]],
  ]);
});

test('green areas come with their kind, the large ones first, cut at the bounds', () => {
  const parks = parksLayer({
    ...source,
    areas: [
      area({ leisure: 'pitch' }, square(0.01, 0.01, 0.001)),
      area({ natural: 'wood', name: ' Monte ' }, square(0.05, 0.05, 1)),
      area({ leisure: 'park' }, square(0.5, 0.5, 0.1)),
      area({ landuse: 'industrial' }, square(0.02, 0.02, 0.01)),
    ],
  });
  expect(parks.map((park) => park.properties)).toEqual([{ kind: 'wood', name: 'Monte' }, { kind: 'pitch' }]);
  for (const [longitude, latitude] of (parks[0].geometry.coordinates as number[][][])[0]) {
    expect(Math.max(longitude, latitude)).toBeLessThanOrEqual(0.1);
  }
});

test('buildings carry a height where one is known, and sheds are left out', () => {
  const at = (tags: Tags, size = 0.0005) => area({ building: 'yes', ...tags }, square(0.01, 0.01, size));
  const heights = buildingsLayer({
    ...source,
    areas: [
      at({ height: '12.5 m' }),
      at({ 'building:levels': '4' }),
      at({ 'building:levels': 'many' }),
      at({}, 1e-5),
    ],
  }).map((building) => building.properties);
  expect(heights).toEqual([{ height: 12.5 }, { height: 12 }, {}]);
});

test('water is told apart as sea, lake and river, and what runs in a pipe is not drawn', () => {
  const sea: Feature = {
    type: 'Feature',
    properties: { kind: 'sea' },
    geometry: { type: 'Point', coordinates: [0, 0] },
  };
  const water = waterLayer(
    {
      ...source,
      areas: [
        area({ natural: 'water', water: 'river' }, square(0.01, 0.01, 0.02)),
        area({ natural: 'water' }, square(0.04, 0.04, 0.01)),
      ],
      lines: [
        { tags: { waterway: 'stream', name: 'Arroyo' }, nodes: [0, 1] },
        { tags: { waterway: 'stream', tunnel: 'culvert' }, nodes: [1, 2] },
      ],
    },
    sea,
  );
  expect(water.map((feature) => feature.properties)).toEqual([
    { kind: 'sea' },
    { kind: 'river' },
    { kind: 'lake' },
    { kind: 'stream', name: 'Arroyo' },
  ]);
});

test('places are ranked, and one that is mapped twice is named once', () => {
  const at = (place: string, name: string, longitude: number) => ({
    tags: { place, name },
    at: { latitude: 0.05, longitude },
  });
  const places = placesLayer({
    ...source,
    points: [
      at('suburb', 'Cerro', 0.01),
      at('neighbourhood', 'Cerro', 0.011),
      at('city', 'Montevideo', 0.05),
      at('constructor', 'x', 0.05),
      at('town', 'far', 2),
    ],
  });
  expect(places.map((place) => place.properties)).toEqual([
    { name: 'Montevideo', kind: 'city', rank: 1 },
    { name: 'Cerro', kind: 'suburb', rank: 3 },
  ]);
});

test('the ways of a multipolygon become rings, holes go into the ring around them, open ones are left out', () => {
  const corners: Position[] = [
    ...square(0, 0, 10).slice(0, 4),
    ...square(4, 4, 1).slice(0, 4),
    ...square(20, 20, 1).slice(0, 3),
  ];
  const polygons = multipolygonOf(
    [
      { role: 'outer', nodes: [0, 1, 2] },
      { role: '', nodes: [0, 3, 2] },
      { role: 'inner', nodes: [4, 5, 6, 7, 4] },
      { role: 'outer', nodes: [8, 9, 10] },
    ],
    corners,
  );
  expect(polygons.map((rings) => rings.map((ring) => ring.length))).toEqual([[5, 5]]);
});
