import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Transform } from 'node:stream';
import type { BoundingBox } from '@rumo/geo';
import { OSMTransform } from 'osm-pbf-parser-node';
import type { OsmObject } from './osm-objects.ts';
import type { Tags } from './source-map.ts';

/** The parts of osm-pbf-parser-node's objects that are read here; its own types leave them open. */
type ParsedItem =
  | { type: 'node'; id: number; lat: number; lon: number; tags?: Tags; info?: { timestamp?: number } }
  | { type: 'way'; id: number; refs: number[]; tags?: Tags; info?: { timestamp?: number } }
  | {
      type: 'relation';
      id: number;
      members: { type: string; ref: number; role: string }[];
      tags?: Tags;
      info?: { timestamp?: number };
    }
  | {
      type?: undefined;
      bbox?: Record<'left' | 'right' | 'top' | 'bottom', number>;
      osmosis_replication_timestamp?: number;
    };

const nodeTags = ['place', 'name', 'addr:housenumber', 'addr:street'];
/** Larger than most blobs: the parser joins the chunks of a blob anew at each one. */
const chunkBytes = 1 << 20;
/** The longest header of a blob that the format allows. */
const longestHeaderBytes = 64 * 1024;

/**
 * The objects of an .osm.pbf file, streamed: nodes with the few tags a city pack needs, ways and relations with all.
 * Throws, naming the file, when it is missing, of another kind, or broken.
 */
export async function* pbfObjects(file: string): AsyncGenerator<OsmObject> {
  await requirePbf(file);
  const parser = guarded(
    new OSMTransform({ withTags: { node: nodeTags, way: true, relation: true }, withInfo: true }),
  );
  // A plain pipe would leave the parser waiting for ever when the file cannot be read to its end.
  pipeline(createReadStream(file, { highWaterMark: chunkBytes }), parser, () => {});
  try {
    for await (const batch of parser) for (const item of batch as ParsedItem[]) yield objectOf(item);
  } catch (error) {
    throw new Error(`${file} is broken or cut off: ${(error as Error).message}`);
  }
}

/** The parser throws on bad bytes within its stream's callbacks, where it would end the process. */
function guarded(parser: Transform): Transform {
  const transform = parser._transform.bind(parser);
  const flush = parser._flush.bind(parser);
  parser._transform = (chunk, encoding, done) => {
    try {
      transform(chunk, encoding, done);
    } catch (error) {
      done(error as Error);
    }
  };
  parser._flush = (done) => {
    try {
      flush(done);
    } catch (error) {
      done(error as Error);
    }
  };
  return parser;
}

async function requirePbf(file: string): Promise<void> {
  const start = Buffer.alloc(64);
  let length = 0;
  try {
    const handle = await open(file);
    try {
      length = (await handle.read(start)).bytesRead;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as Error).message}`);
  }
  const headerBytes = length < 4 ? 0 : start.readUInt32BE(0);
  if (headerBytes === 0 || headerBytes > longestHeaderBytes || !start.includes('OSMHeader')) {
    throw new Error(`${file} is not an .osm.pbf file: it does not begin with an OSMHeader`);
  }
}

function objectOf(item: ParsedItem): OsmObject {
  if (item.type === undefined) {
    return {
      kind: 'header',
      bounds: boundsOfHeader(item.bbox),
      editsUntilS: item.osmosis_replication_timestamp || null,
    };
  }
  const about = {
    id: item.id,
    tags: item.tags ?? {},
    editedS: item.info?.timestamp === undefined ? undefined : item.info.timestamp / 1000,
  };
  switch (item.type) {
    case 'node':
      return { kind: 'node', ...about, latitude: item.lat, longitude: item.lon };
    case 'way':
      return { kind: 'way', ...about, nodeIds: item.refs };
    case 'relation':
      return {
        kind: 'relation',
        ...about,
        members: item.members.map(({ type, ref, role }) => ({ type, id: ref, role })),
      };
  }
}

/** A header's box is in billionths of a degree; some writers leave it empty. */
function boundsOfHeader(
  bbox: Record<'left' | 'right' | 'top' | 'bottom', number> | undefined,
): BoundingBox | null {
  if (!bbox || !(bbox.left < bbox.right && bbox.bottom < bbox.top)) return null;
  return [bbox.left / 1e9, bbox.bottom / 1e9, bbox.right / 1e9, bbox.top / 1e9];
}
