import type { Feature, Geometry } from 'geojson';
import { lineFeature } from './geojson.ts';
import { areasBySize, nameOf } from './ground-layers.ts';
import { lineOf, type SourceMap, type Tags } from './source-map.ts';

const riverWaters = new Set(['river', 'canal', 'riverbank', 'stream', 'ditch', 'drain', 'lock']);
const waterLines = new Set(['river', 'stream', 'canal']);
const smallestWaterM2 = 60;

/**
 * Water: the sea, where there is one, then areas of `kind` lake or river, then lines of `kind` river, canal or
 * stream; with `name`.
 */
export function waterLayer(source: SourceMap, sea: Feature | null): Feature<Geometry>[] {
  const areas = areasBySize(source, smallestWaterM2, (tags) => {
    const kind = waterAreaKind(tags);
    return kind ? { kind, ...nameOf(tags) } : null;
  });
  const lines = source.lines.flatMap((line) => {
    const { waterway, tunnel } = line.tags;
    if (!waterLines.has(waterway) || (tunnel && tunnel !== 'no')) return [];
    return [lineFeature(lineOf(source, line), { kind: waterway, ...nameOf(line.tags) })];
  });
  return [...(sea ? [sea] : []), ...areas, ...lines];
}

function waterAreaKind(tags: Tags): string | null {
  if (tags.natural === 'water') return riverWaters.has(tags.water) ? 'river' : 'lake';
  if (tags.waterway === 'riverbank') return 'river';
  if (tags.waterway === 'dock' || tags.landuse === 'reservoir' || tags.landuse === 'basin') return 'lake';
  return null;
}
