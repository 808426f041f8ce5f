import type { BoundingBox, Position } from '@rumo/geo';

export type Tags = Readonly<Record<string, string>>;

/** A way as a line, its points as indexes into the nodes: ways that share a node meet there. */
export interface SourceLine {
  readonly tags: Tags;
  readonly nodes: readonly number[];
}

/** An area: polygons, each an outer ring and its holes; the rings are closed (first point = last). */
export interface SourceArea {
  readonly tags: Tags;
  readonly polygons: readonly (readonly (readonly Position[])[])[];
}

export interface SourcePoint {
  readonly tags: Tags;
  readonly at: Position;
}

/** What a reader makes of its source, whatever the format; all that is written into a pack comes from here. */
export interface SourceMap {
  /** The area asked for; lines end there, areas may reach beyond. */
  readonly bounds: BoundingBox;
  /** Newest edit in the source, ISO date, null where it does not say. */
  readonly dataDate: string | null;
  readonly nodes: readonly Position[];
  readonly lines: readonly SourceLine[];
  /** Ways of `natural=coastline`, whole where they leave the bounds; land lies on their left. */
  readonly coastlines: readonly SourceLine[];
  readonly areas: readonly SourceArea[];
  readonly points: readonly SourcePoint[];
}

/** The positions of a line. */
export function lineOf(source: SourceMap, line: SourceLine): Position[] {
  return line.nodes.map((node) => source.nodes[node]);
}

const areaKeys = [
  'building',
  'landuse',
  'leisure',
  'amenity',
  'water',
  'aeroway',
  'tourism',
  'place',
  'shop',
];
const areaWaterways = new Set(['riverbank', 'dock', 'boatyard']);
const lineNaturals = new Set(['coastline', 'cliff', 'tree_row', 'ridge', 'valley']);
const lineLeisures = new Set(['track', 'slipway']);

/** Whether a closed way with these tags is an area and not a line that returns to its start (OSM convention). */
export function isArea(tags: Tags): boolean {
  if (tags.area) return tags.area === 'yes';
  if (tags.highway || tags.barrier || tags.railway) return false;
  if (tags.natural) return !lineNaturals.has(tags.natural);
  if (tags.waterway) return areaWaterways.has(tags.waterway);
  if (tags.leisure && lineLeisures.has(tags.leisure)) return false;
  return areaKeys.some((key) => tags[key] !== undefined && tags[key] !== 'no');
}
