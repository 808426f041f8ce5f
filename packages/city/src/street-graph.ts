import type { BoundingBox } from '@rumo/geo';

export type { BoundingBox };

/** OSM highway classes that are driven on, from fast to slow; an edge's `edgeClass` is an index into this. */
export const streetClasses = [
  'motorway',
  'trunk',
  'primary',
  'secondary',
  'tertiary',
  'unclassified',
  'residential',
  'living_street',
  'service',
] as const;
export type StreetClass = (typeof streetClasses)[number];

/**
 * A directed street graph as typed arrays. Edges are sorted by their from-node: those leaving node n are
 * firstOut[n] … firstOut[n + 1] − 1 (compressed sparse rows). A two-way street is two edges, each the other's
 * reverse. An edge's shape, both ends included, is points shapeStart[e] … shapeStart[e + 1] − 1.
 */
export interface StreetGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Degrees, by node. */
  readonly nodeLatitude: Float64Array;
  readonly nodeLongitude: Float64Array;
  readonly firstOut: Uint32Array;
  readonly edgeFrom: Uint32Array;
  readonly edgeTo: Uint32Array;
  /** Metres along the shape. */
  readonly edgeLengthM: Float32Array;
  /** Speed limit in m/s: the tagged one, else the default of the class. */
  readonly edgeLimitMps: Float32Array;
  readonly edgeClass: Uint8Array;
  /** Index into `names`; names[0] is '' (no name known). */
  readonly edgeName: Uint32Array;
  /** The same street driven the other way, −1 on a oneway. */
  readonly edgeReverse: Int32Array;
  readonly shapeStart: Uint32Array;
  readonly shapeLatitude: Float64Array;
  readonly shapeLongitude: Float64Array;
  readonly names: readonly string[];
}

/** A place on the graph: `offsetM` metres along `edge`. */
export interface EdgePoint {
  readonly edge: number;
  readonly offsetM: number;
}

/** A drivable way: along `edges` in order, from startOffsetM on the first to endOffsetM on the last. */
export interface Route {
  readonly edges: readonly number[];
  readonly startOffsetM: number;
  readonly endOffsetM: number;
  readonly lengthM: number;
  /** At the limits, turns apart. */
  readonly durationS: number;
}

/** A city as the apps use it. `basemap` maps a layer's name to its file, relative to the pack's folder. */
export interface CityInfo {
  readonly id: string;
  readonly name: string;
  readonly center: { readonly latitude: number; readonly longitude: number };
  readonly bounds: BoundingBox;
  readonly attribution: string;
  /** Newest OSM data in the pack, ISO date, or null where the source does not say. */
  readonly dataDate: string | null;
  /** Layer → { file: brotli-compressed GeoJSON, sha256 before compression, bytes before compression }. */
  readonly files: Readonly<
    Record<string, { readonly file: string; readonly sha256: string; readonly bytes: number }>
  >;
}
