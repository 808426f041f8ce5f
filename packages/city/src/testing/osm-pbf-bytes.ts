import { deflateSync } from 'node:zlib';
import type { BoundingBox } from '@rumo/geo';
import { PbfWriter } from 'pbf';
import type { OsmNode, OsmRelation, OsmWay } from '../import/osm-objects.ts';

export interface Extract {
  readonly bounds: BoundingBox | null;
  /** Epoch seconds, 0 for none. */
  readonly editsUntilS: number;
  readonly nodes: readonly Omit<OsmNode, 'kind'>[];
  readonly ways: readonly Omit<OsmWay, 'kind'>[];
  readonly relations: readonly Omit<OsmRelation, 'kind'>[];
}

const memberTypes = ['node', 'way', 'relation'];
/** The format asks for blocks of at most so many objects. */
const blockObjects = 8000;

/**
 * An extract as the bytes of an .osm.pbf file (https://wiki.openstreetmap.org/wiki/PBF_Format): dense nodes, zlib
 * blocks, no word of who edited.
 */
export function osmPbfBytes({ bounds, editsUntilS, nodes, ways, relations }: Extract): Uint8Array {
  const header = new PbfWriter();
  if (bounds) {
    header.writeMessage(1, writeBounds, bounds);
  }
  header.writeStringField(4, 'OsmSchema-V0.6');
  header.writeStringField(4, 'DenseNodes');
  if (editsUntilS > 0) header.writeVarintField(32, editsUntilS);
  return Buffer.concat([
    blob('OSMHeader', header.finish()),
    ...blocksOf(nodes).map((some) => block(some, [], [])),
    ...blocksOf(ways).map((some) => block([], some, [])),
    ...blocksOf(relations).map((some) => block([], [], some)),
  ]);
}

function blocksOf<T>(objects: readonly T[]): T[][] {
  const count = Math.ceil(objects.length / blockObjects);
  return Array.from({ length: count }, (_, i) => objects.slice(i * blockObjects, (i + 1) * blockObjects));
}

function blob(type: string, data: Uint8Array): Uint8Array {
  const body = new PbfWriter();
  body.writeVarintField(2, data.length);
  body.writeBytesField(3, deflateSync(data, { level: 9 }));
  const bodyBytes = body.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, bodyBytes.length);
  const headerBytes = header.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(headerBytes.length);
  return Buffer.concat([length, headerBytes, bodyBytes]);
}

function block(nodes: Extract['nodes'], ways: Extract['ways'], relations: Extract['relations']): Uint8Array {
  const strings = [''];
  const numberOf = new Map([['', 0]]);
  const text = (value: string): number => {
    let number = numberOf.get(value);
    if (number === undefined) {
      number = strings.push(value) - 1;
      numberOf.set(value, number);
    }
    return number;
  };
  const group = new PbfWriter();
  if (nodes.length > 0) group.writeMessage(2, writeDense, { nodes, text });
  for (const way of ways) group.writeMessage(3, writeWay, { way, text });
  for (const relation of relations) group.writeMessage(4, writeRelation, { relation, text });
  const groupBytes = group.finish();
  const table = new PbfWriter();
  for (const value of strings) table.writeBytesField(1, Buffer.from(value, 'utf8'));
  const whole = new PbfWriter();
  whole.writeBytesField(1, table.finish());
  whole.writeBytesField(2, groupBytes);
  return blob('OSMData', whole.finish());
}

/** The header's box: left, right, top, bottom in billionths of a degree. */
function writeBounds([west, south, east, north]: BoundingBox, pbf: PbfWriter): void {
  [west, east, north, south].forEach((degrees, i) => {
    pbf.writeSVarintField(i + 1, Math.round(degrees * 1e9));
  });
}

type Text = (value: string) => number;

function writeDense({ nodes, text }: { nodes: Extract['nodes']; text: Text }, pbf: PbfWriter): void {
  pbf.writePackedSVarint(1, differences(nodes.map((node) => node.id)));
  pbf.writePackedSVarint(8, differences(nodes.map((node) => Math.round(node.latitude * 1e7))));
  pbf.writePackedSVarint(9, differences(nodes.map((node) => Math.round(node.longitude * 1e7))));
  const tagged = nodes.some((node) => Object.keys(node.tags).length > 0);
  if (!tagged) return;
  pbf.writePackedVarint(
    10,
    nodes.flatMap((node) => [...Object.entries(node.tags).flat().map(text), 0]),
  );
}

function writeWay({ way, text }: { way: Extract['ways'][number]; text: Text }, pbf: PbfWriter): void {
  pbf.writeVarintField(1, way.id);
  pbf.writePackedVarint(2, Object.keys(way.tags).map(text));
  pbf.writePackedVarint(3, Object.values(way.tags).map(text));
  pbf.writePackedSVarint(8, differences(way.nodeIds));
}

function writeRelation(
  { relation, text }: { relation: Extract['relations'][number]; text: Text },
  pbf: PbfWriter,
): void {
  pbf.writeVarintField(1, relation.id);
  pbf.writePackedVarint(2, Object.keys(relation.tags).map(text));
  pbf.writePackedVarint(3, Object.values(relation.tags).map(text));
  pbf.writePackedVarint(
    8,
    relation.members.map((member) => text(member.role)),
  );
  pbf.writePackedSVarint(9, differences(relation.members.map((member) => member.id)));
  pbf.writePackedVarint(
    10,
    relation.members.map((member) => memberTypes.indexOf(member.type)),
  );
}

function differences(values: readonly number[]): number[] {
  return values.map((value, i) => (i === 0 ? value : value - values[i - 1]));
}
