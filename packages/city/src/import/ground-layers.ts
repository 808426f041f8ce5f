import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { areaFeature, type Properties } from './geojson.ts';
import { areaM2 } from './rings.ts';
import type { SourceMap, Tags } from './source-map.ts';

type AreaFeature = Feature<Polygon | MultiPolygon>;

const leisureKinds = new Set([
  'park',
  'garden',
  'pitch',
  'playground',
  'golf_course',
  'nature_reserve',
  'common',
]);
const landuseKinds = new Set(['grass', 'forest', 'recreation_ground', 'village_green', 'meadow', 'cemetery']);
const naturalKinds = new Set(['wood', 'scrub', 'grassland', 'heath']);

/** Below these sizes an area is not seen on the map. */
const smallestGreenM2 = 100;
const smallestBuildingM2 = 20;
const metresPerLevel = 3;

/** Green areas with `kind` and `name`: parks, gardens, pitches, grass, woods and the like. Large ones first. */
export function parksLayer(source: SourceMap): AreaFeature[] {
  return areasBySize(source, smallestGreenM2, (tags) => {
    const kind = greenKind(tags);
    return kind ? { kind, ...nameOf(tags) } : null;
  });
}

/** Beaches and sand, with `kind` and `name`. */
export function sandLayer(source: SourceMap): AreaFeature[] {
  return areasBySize(source, smallestGreenM2, (tags) => {
    const isSand = tags.natural === 'beach' || tags.natural === 'sand';
    return isSand ? { kind: tags.natural, ...nameOf(tags) } : null;
  });
}

/** Footprints of buildings, with `height` in metres where the height or the number of levels is tagged. */
export function buildingsLayer(source: SourceMap): AreaFeature[] {
  return areasBySize(source, smallestBuildingM2, (tags) => {
    if (!tags.building || tags.building === 'no') return null;
    const height = Number.parseFloat(tags.height ?? '') || Number(tags['building:levels']) * metresPerLevel;
    const properties: Properties = height > 0 && height < 1000 ? { height } : {};
    return properties;
  });
}

/** The name as a property, none when the source has none. */
export function nameOf(tags: Tags): Properties {
  const name = tags.name?.trim();
  return name ? { name } : {};
}

function greenKind(tags: Tags): string | null {
  if (leisureKinds.has(tags.leisure)) return tags.leisure;
  if (landuseKinds.has(tags.landuse)) return tags.landuse;
  if (naturalKinds.has(tags.natural)) return tags.natural;
  return null;
}

/** The areas for which `propertiesOf` gives properties, the largest first so that none hides a smaller one. */
export function areasBySize(
  source: SourceMap,
  smallestM2: number,
  propertiesOf: (tags: Tags) => Properties | null,
): AreaFeature[] {
  return source.areas
    .flatMap((area) => {
      const properties = propertiesOf(area.tags);
      if (!properties) return [];
      const sizeM2 = areaM2(area.polygons);
      if (sizeM2 < smallestM2) return [];
      const feature = areaFeature(area.polygons, properties, source.bounds);
      return feature ? [{ feature, sizeM2 }] : [];
    })
    .sort((a, b) => b.sizeM2 - a.sizeM2)
    .map(({ feature }) => feature);
}
