import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { streetsLayer } from '../pack.ts';
import type { CityInfo } from '../street-graph.ts';

/**
 * Writes a pack into `dir`: each layer brotli-compressed, `city.json` and the data's notice. Returns the description
 * and the compressed bytes in all. The same layers give the same hashes, which are taken before compression.
 */
export function writePack(
  dir: string,
  about: Omit<CityInfo, 'files'>,
  layers: ReadonlyMap<string, Uint8Array>,
): { readonly info: CityInfo; readonly compressedBytes: number } {
  mkdirSync(dir, { recursive: true });
  let compressedBytes = 0;
  const files: Record<string, CityInfo['files'][string]> = {};
  for (const [layer, bytes] of layers) {
    const file = layer === streetsLayer ? `${layer}.bin.br` : `${layer}.geojson.br`;
    const compressed = brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
    writeFileSync(join(dir, file), compressed);
    compressedBytes += compressed.length;
    files[layer] = { file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  }
  const info: CityInfo = { ...about, files };
  writeFileSync(join(dir, 'city.json'), `${JSON.stringify(info, null, 2)}\n`);
  writeFileSync(join(dir, 'NOTICE.md'), noticeOf(info));
  return { info, compressedBytes };
}

function noticeOf(info: CityInfo): string {
  const edits = info.dataDate ? `, with edits up to ${info.dataDate}` : '';
  return `# The data of ${info.name}

© OpenStreetMap contributors.

All files in this folder are derived from OpenStreetMap${edits}: the street graph from its roads, their names,
directions and speed limits; the map layers from its roads, water, green areas, sand, buildings and places. Names of
those who edited are left out.

They are a derived database under the Open Database License (ODbL) 1.0: https://opendatacommons.org/licenses/odbl/1-0/
Who uses or passes on these files, or what is made of them, keeps this notice and the licence. Wherever the map is shown,
"${info.attribution}" is shown with it: https://www.openstreetmap.org/copyright

The program's own licence does not cover these files.
`;
}
