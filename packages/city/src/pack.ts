import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { buildGraph } from './build-graph.ts';
import { decodeStreets } from './street-file.ts';
import type { CityInfo, StreetGraph } from './street-graph.ts';

/** The layer name under which a pack lists its street graph; all others are GeoJSON for the map. */
export const streetsLayer = 'streets';

export interface CityPack {
  readonly info: CityInfo;
  readonly graph: StreetGraph;
}

/** The folder of a city's pack: `cities/NAME` of this repository, or under another folder of packs. */
export function cityPackDir(
  city: string,
  citiesDir: string = join(fileURLToPath(import.meta.url), '../../../../cities'),
): string {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(city)) {
    throw new Error(`"${city}" is no city name: wanted small letters, digits and hyphens`);
  }
  return join(citiesDir, city);
}

/** Reads a pack's street graph and description. Throws, naming the file, when one is missing or broken. */
export function readCityPack(dir: string): CityPack {
  const info = readCityInfo(dir);
  return { info, graph: buildGraph(...networkOf(packFile(dir, info, streetsLayer))) };
}

function networkOf(bytes: Uint8Array): Parameters<typeof buildGraph> {
  const { nodes, streets } = decodeStreets(bytes);
  return [nodes, streets];
}

/** Reads `city.json` of a pack. */
export function readCityInfo(dir: string): CityInfo {
  const file = join(dir, 'city.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `no city pack at ${dir}: ${(error as Error).message}. Make one with: npm run city -- NAME`,
    );
  }
  try {
    return JSON.parse(text) as CityInfo;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
}

/** The layers of a pack that a map draws, in alphabetical order. */
export function basemapLayers(info: CityInfo): string[] {
  return Object.keys(info.files)
    .filter((layer) => layer !== streetsLayer)
    .sort();
}

/**
 * A file of a pack as it lies on disk: brotli-compressed, to be sent with `content-encoding: br`. Throws on a
 * layer the pack does not list.
 */
export function packFilePath(dir: string, info: CityInfo, layer: string): string {
  const entry = Object.hasOwn(info.files, layer) ? info.files[layer] : undefined;
  if (!entry)
    throw new Error(`${info.id} has no layer "${layer}"; it has ${Object.keys(info.files).join(', ')}`);
  return join(dir, entry.file);
}

/** A file of a pack, decompressed and checked against the hash in `city.json`. */
export function packFile(dir: string, info: CityInfo, layer: string): Uint8Array {
  const path = packFilePath(dir, info, layer);
  const bytes = brotliDecompressSync(readFileSync(path));
  const { sha256 } = info.files[layer];
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256)
    throw new Error(`${path} is not the file of city.json: sha256 ${found}, wanted ${sha256}`);
  return bytes;
}
