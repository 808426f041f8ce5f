import { type BoundingBox, boundsContain, type Position } from '@rumo/geo';
import { chainLines } from './chain-lines.ts';
import { polygonsOf } from './multipolygon.ts';
import { type Ring, signedAreaM2 } from './rings.ts';
import type { SourceMap } from './source-map.ts';

export type CoastalSea =
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly at: Position }
  | { readonly kind: 'sea'; readonly polygons: readonly (readonly Ring[])[] };

/** How far the sea goes on beyond the pack, so that the map does not end in a straight shore. */
export const beyondDeg = 0.5;

/** A stretch of coast within the bounds, from where it enters to where it leaves. */
type Stretch = readonly Position[];

/**
 * The sea within the bounds from `natural=coastline` ways, which have land on their left and water on their right.
 * Stretches of coast are joined along the bounds' edge, clockwise, which keeps the water on the right. `broken` when
 * the coast ends within the bounds: what is sea and what is land cannot be told then.
 */
export function seaOfCoastline(source: SourceMap): CoastalSea {
  const { bounds, nodes, coastlines } = source;
  const coasts = chainLines(
    coastlines.map((line) => ({ nodes: line.nodes, oneway: true })),
    () => 0,
  ).map((chain) => chain.nodes.map((node) => nodes[node]));
  const stretches: Stretch[] = [];
  const rings: Ring[] = [];
  for (const coast of coasts) {
    const first = coast[0];
    const last = coast[coast.length - 1];
    const isRing = first === last;
    if (isRing && coast.every((position) => boundsContain(bounds, position))) {
      rings.push(coast);
      continue;
    }
    if (!isRing && boundsContain(bounds, first)) return { kind: 'broken', at: first };
    if (!isRing && boundsContain(bounds, last)) return { kind: 'broken', at: last };
    stretches.push(...stretchesWithin(isRing ? startOutside(coast, bounds) : coast, bounds));
  }
  const islands = rings.filter((ring) => signedAreaM2(ring) > 0);
  const basins = rings.filter((ring) => signedAreaM2(ring) < 0);
  const outers =
    stretches.length > 0 ? joinAlongEdge(stretches, bounds) : islands.length > 0 ? [edgeRing(bounds)] : [];
  const polygons = polygonsOf([...outers, ...basins], islands);
  return polygons.length === 0 ? { kind: 'none' } : { kind: 'sea', polygons };
}

function startOutside(ring: readonly Position[], bounds: BoundingBox): Position[] {
  const start = ring.findIndex((position) => !boundsContain(bounds, position));
  return [...ring.slice(start, -1), ...ring.slice(0, start + 1)];
}

/** The parts of a line within the bounds; each begins and ends on their edge. */
function stretchesWithin(line: readonly Position[], bounds: BoundingBox): Stretch[] {
  const found: Position[][] = [];
  let open = false;
  for (let i = 1; i < line.length; i++) {
    const within = segmentWithin(line[i - 1], line[i], bounds);
    if (!within) {
      open = false;
      continue;
    }
    if (open) found[found.length - 1].push(within.end);
    else found.push([within.start, within.end]);
    open = !within.leaves;
  }
  return found;
}

/** Y.-D. Liang and B. Barsky, "A New Concept and Method for Line Clipping", ACM Trans. Graphics 3, 1984. */
function segmentWithin(
  start: Position,
  end: Position,
  [west, south, east, north]: BoundingBox,
): { readonly start: Position; readonly end: Position; readonly leaves: boolean } | null {
  const alongLongitude = end.longitude - start.longitude;
  const alongLatitude = end.latitude - start.latitude;
  let enters = 0;
  let leaves = 1;
  for (const [along, room] of [
    [-alongLongitude, start.longitude - west],
    [alongLongitude, east - start.longitude],
    [-alongLatitude, start.latitude - south],
    [alongLatitude, north - start.latitude],
  ]) {
    if (along === 0 && room < 0) return null;
    if (along < 0) enters = Math.max(enters, room / along);
    if (along > 0) leaves = Math.min(leaves, room / along);
  }
  if (enters >= leaves) return null;
  const at = (fraction: number): Position => ({
    latitude: start.latitude + alongLatitude * fraction,
    longitude: start.longitude + alongLongitude * fraction,
  });
  return {
    start: enters === 0 ? start : at(enters),
    end: leaves === 1 ? end : at(leaves),
    leaves: leaves < 1,
  };
}

/** Closed rings from stretches: from the end of one clockwise along the edge to the start of the next. */
function joinAlongEdge(stretches: readonly Stretch[], bounds: BoundingBox): Ring[] {
  const starts = stretches.map((stretch) => edgePlace(stretch[0], bounds));
  const used = new Set<number>();
  return stretches.flatMap((_, first) => {
    if (used.has(first)) return [];
    const ring: Position[] = [];
    for (let at = first; !used.has(at); ) {
      used.add(at);
      const last = stretches[at][stretches[at].length - 1];
      ring.push(outward(stretches[at][0], bounds), ...stretches[at], outward(last, bounds));
      const end = edgePlace(last, bounds);
      const ahead = (place: number) => (place - end + 4) % 4;
      const open = starts.map((_, i) => i).filter((i) => i === first || !used.has(i));
      const next = open.reduce((best, i) => (ahead(starts[i]) < ahead(starts[best]) ? i : best), first);
      for (let corner = Math.ceil(end); corner < end + ahead(starts[next]); corner++) {
        ring.push(outward(cornerAt(corner % 4, bounds), bounds));
      }
      at = next;
    }
    return [[...ring, ring[0]]];
  });
}

/** Where a point of the edge lies: 0 … 4 clockwise from the north-west corner, whole numbers at the corners. */
function edgePlace({ latitude, longitude }: Position, [west, south, east, north]: BoundingBox): number {
  const across = (longitude - west) / (east - west);
  const down = (north - latitude) / (north - south);
  const sides = [down, 1 - across, 1 - down, across];
  // Rounding may put a point a hair off the edge: the nearest side it is.
  const side = sides.reduce((best, off, i) => (Math.abs(off) < Math.abs(sides[best]) ? i : best), 0);
  switch (side) {
    case 0:
      return across;
    case 1:
      return 1 + down;
    case 2:
      return 3 - across;
    default:
      return (4 - down) % 4;
  }
}

function cornerAt(corner: number, [west, south, east, north]: BoundingBox): Position {
  return {
    latitude: corner === 0 || corner === 1 ? north : south,
    longitude: corner === 0 || corner === 3 ? west : east,
  };
}

/** A point of the edge moved out of the bounds: the sea goes on where the pack ends. */
function outward({ latitude, longitude }: Position, [west, south, east, north]: BoundingBox): Position {
  const isAt = (value: number, edge: number) => Math.abs(value - edge) < 1e-9;
  const eastward = isAt(longitude, east) ? beyondDeg : isAt(longitude, west) ? -beyondDeg : 0;
  const northward = isAt(latitude, north) ? beyondDeg : isAt(latitude, south) ? -beyondDeg : 0;
  return { latitude: latitude + northward, longitude: longitude + eastward };
}

function edgeRing(bounds: BoundingBox): Ring {
  return [0, 1, 2, 3, 0].map((corner) => outward(cornerAt(corner, bounds), bounds));
}
