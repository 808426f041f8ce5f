import { bearingDeg, headingDifferenceDeg } from '@rumo/geo';
import type { Feature, LineString } from 'geojson';
import { streetClasses } from '../street-graph.ts';
import { chainLines } from './chain-lines.ts';
import { drivingOf, streetClassOf } from './drivable.ts';
import { lineFeature } from './geojson.ts';
import type { SourceLine, SourceMap, Tags } from './source-map.ts';

/** The classes a map draws besides the streets, from back to front. */
const otherClasses = ['path', 'track', 'pedestrian', 'rail'] as const;
const drawOrder: readonly string[] = [...otherClasses, ...streetClasses.toReversed()];
const paths = new Set(['footway', 'path', 'cycleway', 'steps', 'bridleway']);
const rails = new Set(['rail', 'light_rail', 'tram', 'subway', 'narrow_gauge']);
/** Pieces of one street that bend more than this in a junction stay apart: a name would not run round the corner. */
const straightestDeg = 60;

/**
 * Roads, paths and rails as lines with `class`, `name`, `ref`, and 1 in `bridge`, `tunnel`, `oneway` and `link` where
 * so. Pieces alike are joined end to end, so that a name runs along its whole street. In drawing order.
 */
export function roadsLayer(source: SourceMap): Feature<LineString>[] {
  const groups = new Map<string, { properties: Record<string, string | number>; lines: SourceLine[] }>();
  for (const line of source.lines) {
    const properties = roadProperties(line.tags);
    if (!properties) continue;
    const key = JSON.stringify(properties);
    const group = groups.get(key) ?? { properties, lines: [] };
    const backward = drivingOf(line.tags)?.direction === 'backward';
    group.lines.push(backward ? { ...line, nodes: line.nodes.toReversed() } : line);
    groups.set(key, group);
  }
  const features = [...groups.values()].flatMap(({ properties, lines }) => {
    const chains = chainLines(
      lines.map((line) => ({ nodes: line.nodes, oneway: properties.oneway === 1 })),
      ({ before, node, after }) => {
        const [a, b, c] = [before, node, after].map((n) => source.nodes[n]);
        const bendDeg = Math.abs(headingDifferenceDeg(bearingDeg(a, b), bearingDeg(b, c)));
        return bendDeg <= straightestDeg ? bendDeg : null;
      },
    );
    return chains.map((chain) =>
      lineFeature(
        chain.nodes.map((node) => source.nodes[node]),
        properties,
      ),
    );
  });
  const rank = (feature: Feature) => drawOrder.indexOf(feature.properties?.class);
  return features.sort((a, b) => rank(a) - rank(b));
}

function roadProperties(tags: Tags): Record<string, string | number> | null {
  const roadClass = roadClassOf(tags);
  if (!roadClass || tags.area === 'yes') return null;
  const direction = drivingOf(tags)?.direction;
  return {
    class: roadClass,
    ...(tags.name && { name: tags.name.trim() }),
    ...(tags.ref && (roadClass === 'motorway' || roadClass === 'trunk') && { ref: tags.ref }),
    ...(tags.bridge && tags.bridge !== 'no' && { bridge: 1 }),
    ...(tags.tunnel && tags.tunnel !== 'no' && { tunnel: 1 }),
    ...(direction && direction !== 'both' && { oneway: 1 }),
    ...(tags.highway?.endsWith('_link') && { link: 1 }),
  };
}

function roadClassOf(tags: Tags): string | null {
  if (tags.railway && rails.has(tags.railway)) return 'rail';
  if (!tags.highway) return null;
  if (paths.has(tags.highway)) return 'path';
  if (tags.highway === 'track' || tags.highway === 'pedestrian') return tags.highway;
  return streetClassOf(tags.highway);
}
