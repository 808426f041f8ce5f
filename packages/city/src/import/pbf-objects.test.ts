import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { osmPbfBytes } from '../testing/osm-pbf-bytes.ts';
import type { OsmObject } from './osm-objects.ts';
import { pbfObjects } from './pbf-objects.ts';

const dir = mkdtempSync(join(tmpdir(), 'rumo-pbf-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const fixture = fileURLToPath(new URL('../testing/porto-ribeira.osm.pbf', import.meta.url));

async function readFile(file: string): Promise<OsmObject[]> {
  const objects: OsmObject[] = [];
  for await (const object of pbfObjects(file)) objects.push(object);
  return objects;
}

async function read(bytes: Uint8Array): Promise<OsmObject[]> {
  const file = join(dir, 'some.osm.pbf');
  writeFileSync(file, bytes);
  return readFile(file);
}

const id = fc.integer({ min: 1, max: 2 ** 45 });
const tags = fc.dictionary(
  fc.constantFrom('place', 'name', 'addr:street'),
  fc.string({ minLength: 1, maxLength: 8 }),
  {
    noNullPrototype: true,
  },
);
const extract = fc.record({
  bounds: fc.constantFrom(null, [-8.7, 41.1, -8.5, 41.2] as const),
  editsUntilS: fc.constantFrom(0, 1595240823),
  nodes: fc.array(
    fc.record({
      id,
      latitude: fc.integer({ min: -9e8, max: 9e8 }).map((units) => units / 1e7),
      longitude: fc.integer({ min: -18e8, max: 18e8 }).map((units) => units / 1e7),
      tags,
    }),
    { maxLength: 8 },
  ),
  ways: fc.array(fc.record({ id, nodeIds: fc.array(id, { maxLength: 5 }), tags }), { maxLength: 5 }),
  relations: fc.array(
    fc.record({
      id,
      members: fc.array(
        fc.record({
          type: fc.constantFrom('node', 'way', 'relation'),
          id,
          role: fc.constantFrom('', 'outer', 'inner'),
        }),
        { maxLength: 4 },
      ),
      tags,
    }),
    { maxLength: 4 },
  ),
});

test('what is written as an extract is read as the same objects', async () => {
  await fc.assert(
    fc.asyncProperty(extract, async (wanted) => {
      const [header, ...objects] = await read(osmPbfBytes(wanted));
      expect(header).toEqual({
        kind: 'header',
        bounds: wanted.bounds,
        editsUntilS: wanted.editsUntilS || null,
      });
      const rounded = (object: OsmObject) =>
        object.kind === 'node'
          ? {
              ...object,
              latitude: Math.round(object.latitude * 1e7),
              longitude: Math.round(object.longitude * 1e7),
            }
          : object;
      expect(objects.map(rounded)).toEqual([
        ...wanted.nodes.map((node) => rounded({ kind: 'node', ...node })),
        ...wanted.ways.map((way) => ({ kind: 'way', ...way })),
        ...wanted.relations.map((relation) => ({ kind: 'relation', ...relation })),
      ]);
    }),
    { numRuns: 60 },
  );
});

test('a missing file, an empty one and one of another kind are refused by name', async () => {
  const missing = join(dir, 'missing.osm.pbf');
  await expect(readFile(missing)).rejects.toThrow(`cannot read ${missing}`);
  await expect(read(new Uint8Array())).rejects.toThrow('is not an .osm.pbf file');
  await expect(read(Buffer.from('<?xml version="1.0"?><osm></osm>'))).rejects.toThrow(
    'is not an .osm.pbf file',
  );
  await expect(readFile(dir)).rejects.toThrow('cannot read');
});

test('a file that is cut off or garbled in its middle is refused', async () => {
  const whole = readFileSync(fixture);
  await expect(read(whole.subarray(0, whole.length >> 1))).rejects.toThrow('is broken or cut off');
  const garbled = Buffer.from(whole);
  garbled.fill(7, whole.length >> 1, (whole.length >> 1) + 500);
  await expect(read(garbled)).rejects.toThrow('is broken or cut off');
});
