import type { BoundingBox, Position } from '@rumo/geo';
import { bboxClip } from '@turf/turf';
import type { Feature, Geometry, LineString, MultiPolygon, Polygon } from 'geojson';
import { boundsOfRings } from './rings.ts';
import type { SourceArea } from './source-map.ts';

export type Properties = Readonly<Record<string, string | number>>;

const decimals = 1e6;

/** [longitude, latitude] at 11 cm. */
export function coordinatesOf(position: Position): [number, number] {
  return [
    Math.round(position.longitude * decimals) / decimals,
    Math.round(position.latitude * decimals) / decimals,
  ];
}

export function lineFeature(line: readonly Position[], properties: Properties): Feature<LineString> {
  return {
    type: 'Feature',
    properties,
    geometry: { type: 'LineString', coordinates: line.map(coordinatesOf) },
  };
}

/** An area as a feature, cut at the bounds; null when nothing of it lies within. */
export function areaFeature(
  polygons: SourceArea['polygons'],
  properties: Properties,
  bounds: BoundingBox,
): Feature<Polygon | MultiPolygon> | null {
  const whole: Feature<MultiPolygon> = {
    type: 'Feature',
    properties,
    geometry: {
      type: 'MultiPolygon',
      coordinates: polygons.map((rings) => rings.map((ring) => ring.map(coordinatesOf))),
    },
  };
  const [west, south, east, north] = boundsOfRings(polygons.flat());
  const inside = west >= bounds[0] && south >= bounds[1] && east <= bounds[2] && north <= bounds[3];
  const cut = inside ? whole.geometry.coordinates : clipped(whole, bounds);
  const kept = cut.filter((rings) => rings.length > 0 && rings[0].length > 3);
  if (kept.length === 0) return null;
  const geometry: Polygon | MultiPolygon =
    kept.length === 1
      ? { type: 'Polygon', coordinates: kept[0] }
      : { type: 'MultiPolygon', coordinates: kept };
  return { type: 'Feature', properties, geometry };
}

function clipped(feature: Feature<MultiPolygon>, bounds: BoundingBox): MultiPolygon['coordinates'] {
  const { geometry } = bboxClip(feature, [...bounds]);
  const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
  return (polygons as MultiPolygon['coordinates']).map((rings) =>
    rings.map((ring) => ring.map(([longitude, latitude]) => coordinatesOf({ latitude, longitude }))),
  );
}

/** The features as the bytes of a GeoJSON file (RFC 7946). */
export function geojsonBytes(features: readonly Feature<Geometry>[]): Uint8Array {
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }), 'utf8');
}
