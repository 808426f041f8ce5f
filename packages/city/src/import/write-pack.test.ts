import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildGraph } from '../build-graph.ts';
import { basemapLayers, packFile, readCityInfo, readCityPack, streetsLayer } from '../pack.ts';
import { makeCity } from './make-city.ts';
import { pbfObjects } from './pbf-objects.ts';
import { readObjects } from './read-objects.ts';
import { writePack } from './write-pack.ts';

const fixture = fileURLToPath(new URL('../testing/porto-ribeira.osm.pbf', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'rumo-pack-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function makeInto(dir: string) {
  const source = await readObjects(() => pbfObjects(fixture), null);
  const made = makeCity(source, { id: 'porto', name: 'Porto', center: null, shore: [] });
  return { made, ...writePack(join(root, dir), made.about, made.layers) };
}

let first: Awaited<ReturnType<typeof makeInto>>;
beforeAll(async () => {
  first = await makeInto('a');
});

test('the same source gives the same pack, hash by hash', async () => {
  const second = await makeInto('b');
  expect(second.info).toEqual(first.info);
  expect(readFileSync(join(root, 'b/city.json'))).toEqual(readFileSync(join(root, 'a/city.json')));
});

test('a pack that is written is read as the same graph', () => {
  const { graph, info } = readCityPack(join(root, 'a'));
  const { nodes, streets } = first.made.report.network;
  expect(graph).toEqual(buildGraph(nodes, streets));
  expect(info.attribution).toBe('© OpenStreetMap contributors');
  expect(readFileSync(join(root, 'a/NOTICE.md'), 'utf8')).toContain('Open Database License');
});

test('each layer of the map is GeoJSON with coordinates in the order longitude, latitude', () => {
  const info = readCityInfo(join(root, 'a'));
  expect(basemapLayers(info)).toEqual(['buildings', 'parks', 'places', 'roads', 'sand', 'water']);
  const roads = JSON.parse(Buffer.from(packFile(join(root, 'a'), info, 'roads')).toString('utf8'));
  expect(roads.type).toBe('FeatureCollection');
  const [longitude, latitude] = roads.features[0].geometry.coordinates[0];
  expect(longitude).toBeCloseTo(-8.61, 1);
  expect(latitude).toBeCloseTo(41.14, 1);
  for (const feature of roads.features) expect(feature.properties.class).toBeTypeOf('string');
});

test('no layer says who edited the map', () => {
  for (const [layer, bytes] of first.made.layers) {
    expect(Buffer.from(bytes).toString('latin1'), layer).not.toMatch(/@user|@uid|changeset/);
  }
});

test('a pack with a changed file, or without one, is refused', async () => {
  await makeInto('c');
  const dir = join(root, 'c');
  const info = readCityInfo(dir);
  writeFileSync(join(dir, info.files[streetsLayer].file), readFileSync(join(dir, info.files.roads.file)));
  expect(() => readCityPack(dir)).toThrow('is not the file of city.json');
  expect(() => readCityPack(join(root, 'nowhere'))).toThrow('no city pack at');
  expect(() => packFile(dir, info, '__proto__')).toThrow('has no layer "__proto__"');
});

test('a source without streets is refused', async () => {
  const source = await readObjects(() => pbfObjects(fixture), [10, 10, 11, 11]);
  expect(() => makeCity(source, { id: 'x', name: 'x', center: null, shore: [] })).toThrow(
    'no drivable streets',
  );
});
