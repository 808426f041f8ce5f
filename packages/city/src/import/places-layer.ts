import { boundsContain, distanceM } from '@rumo/geo';
import type { Feature, Point } from 'geojson';
import { coordinatesOf } from './geojson.ts';
import type { SourceMap, SourcePoint } from './source-map.ts';

/** Places by importance: a map shows lower ranks first. */
const rankOf: Readonly<Record<string, number>> = {
  city: 1,
  town: 2,
  borough: 3,
  suburb: 3,
  village: 3,
  quarter: 4,
  neighbourhood: 5,
  hamlet: 5,
};
/** The same name nearer than this is one place mapped twice. */
const sameNameM = 1500;

/** Names of places as points with `name`, `kind` and `rank` (1 the most important), important ones first. */
export function placesLayer(source: SourceMap): Feature<Point>[] {
  const rank = (point: SourcePoint) =>
    Object.hasOwn(rankOf, point.tags.place ?? '') ? rankOf[point.tags.place] : 0;
  const found = source.points
    .filter((point) => rank(point) > 0 && point.tags.name?.trim() && boundsContain(source.bounds, point.at))
    .sort((a, b) => rank(a) - rank(b));
  const kept: SourcePoint[] = [];
  for (const point of found) {
    const twin = kept.some(
      (other) => other.tags.name === point.tags.name && distanceM(other.at, point.at) < sameNameM,
    );
    if (!twin) kept.push(point);
  }
  return kept.map((point) => ({
    type: 'Feature',
    properties: { name: point.tags.name.trim(), kind: point.tags.place, rank: rank(point) },
    geometry: { type: 'Point', coordinates: coordinatesOf(point.at) },
  }));
}
