import { classifyRings, VectorTile } from '@mapbox/vector-tile';
import { type BoundingBox, latitudeAtMercatorY, longitudeAtMercatorX, type Position } from '@rumo/geo';
import { union } from '@turf/turf';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { PbfReader } from 'pbf';
import {
  isArea,
  type SourceArea,
  type SourceLine,
  type SourceMap,
  type SourcePoint,
  type Tags,
} from './source-map.ts';

export interface QaTile {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
  readonly data: Uint8Array;
}

/**
 * Reads OSM QA tiles: vector tiles with one layer `osm` of all objects with all their tags, cut at the tiles' edges.
 * They are stitched by exact coordinates: at this extent (some millimetres) places that are equal are one node. Who
 * edited is dropped. Throws when a tile lacks the layer.
 */
export function readQaTiles(tiles: readonly QaTile[]): SourceMap {
  if (tiles.length === 0) throw new Error('no tiles to read');
  const { zoom } = tiles[0];
  const xs = tiles.map((tile) => tile.x);
  const ys = tiles.map((tile) => tile.y);
  const [minX, minY] = [Math.min(...xs), Math.min(...ys)];
  const nodes: Position[] = [];
  const nodeAt = new Map<number, number>();
  const lines: SourceLine[] = [];
  const points: SourcePoint[] = [];
  const areaParts = new Map<string, { tags: Tags; parts: Position[][][][] }>();
  let newest = 0;

  for (const tile of tiles) {
    const layer = new VectorTile(new PbfReader(tile.data)).layers.osm;
    if (!layer)
      throw new Error(`tile ${tile.zoom}/${tile.x}/${tile.y} has no layer "osm": not an OSM QA tile`);
    const { extent } = layer;
    const world = extent * 2 ** zoom;
    const globalX = (x: number) => tile.x * extent + x;
    const globalY = (y: number) => tile.y * extent + y;
    const positionOf = (point: { x: number; y: number }): Position => ({
      latitude: latitudeAtMercatorY(globalY(point.y) / world),
      longitude: longitudeAtMercatorX(globalX(point.x) / world),
    });
    const nodeOf = (point: { x: number; y: number }): number => {
      const key = (globalX(point.x) - minX * extent) * 2 ** 26 + (globalY(point.y) - minY * extent);
      let node = nodeAt.get(key);
      if (node === undefined) {
        node = nodes.push(positionOf(point)) - 1;
        nodeAt.set(key, node);
      }
      return node;
    };
    for (let i = 0; i < layer.length; i++) {
      const feature = layer.feature(i);
      const geometry = feature.loadGeometry();
      const tags = tagsOf(feature.properties);
      newest = Math.max(newest, Number(feature.properties['@timestamp']) || 0);
      if (feature.type === 1) {
        for (const point of geometry.flat()) points.push({ tags, at: positionOf(point) });
      } else if (feature.type === 2 || !isArea(tags)) {
        for (const line of geometry) if (line.length > 1) lines.push({ tags, nodes: line.map(nodeOf) });
      } else {
        const id = `${feature.properties['@type']}${feature.properties['@id']}`;
        const area = areaParts.get(id) ?? { tags, parts: [] };
        area.parts.push(classifyRings(geometry).map((rings) => rings.map((ring) => ring.map(positionOf))));
        areaParts.set(id, area);
      }
    }
  }
  const edge = 2 ** zoom;
  const bounds: BoundingBox = [
    longitudeAtMercatorX(minX / edge),
    latitudeAtMercatorY((Math.max(...ys) + 1) / edge),
    longitudeAtMercatorX((Math.max(...xs) + 1) / edge),
    latitudeAtMercatorY(minY / edge),
  ];
  return {
    bounds,
    dataDate: newest === 0 ? null : new Date(newest * 1000).toISOString().slice(0, 10),
    nodes,
    lines,
    // The tiles of this source come without one.
    coastlines: [],
    areas: [...areaParts.values()].map(
      ({ tags, parts }): SourceArea => ({ tags, polygons: joinParts(parts) }),
    ),
    points,
  };
}

function tagsOf(properties: Readonly<Record<string, unknown>>): Tags {
  const kept = Object.entries(properties).filter(([key]) => !key.startsWith('@'));
  return Object.fromEntries(kept.map(([key, value]) => [key, String(value)]));
}

/** One area from its parts in several tiles: without the union, the tiles' edges would show. */
function joinParts(parts: Position[][][][]): Position[][][] {
  if (parts.length === 1) return parts[0];
  const features = parts.flatMap((polygons) =>
    polygons.map(
      (rings): Feature<Polygon> => ({
        type: 'Feature',
        properties: {},
        geometry: {
          type: 'Polygon',
          coordinates: rings.map((ring) => ring.map((p) => [p.longitude, p.latitude])),
        },
      }),
    ),
  );
  const joined: Feature<Polygon | MultiPolygon> | null = union({ type: 'FeatureCollection', features });
  if (!joined) return parts.flat();
  const { geometry } = joined;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((rings) =>
    rings.map((ring) => ring.map(([longitude, latitude]) => ({ latitude, longitude }))),
  );
}
