import { metresPerLatitudeDeg, metresPerLongitudeDeg, normalizeHeading, type Position } from '@rumo/geo';
import { edgeGeometry } from './edge-geometry.ts';
import { type EdgeIndex, metresPerHeadingDeg } from './nearest-edge.ts';

/** The edge nearest to a place, −1 where none lies within the finder's distance. */
export type EdgeFinder = (place: Position, headingDeg: number | null) => number;

/** Side of the squares in degrees of latitude, about 55 m. */
const squareDeg = 0.0005;
/** About 20 MB of segments; a fleet that was in more squares than these begins to fill them anew. */
const maxSquares = 25_000;

/** Segments that can be near a place in one square, one after the other: what is read together lies together. */
interface Square {
  readonly edges: Int32Array;
  /** Of each: start and extent, metres east and north of the square's corner, heading in degrees. */
  readonly lines: Float32Array;
}
const lineFields = 5;

/**
 * Finds the edge that `nearestEdge` finds with the same `maxDistanceM`, to some millimetres of what edges count for:
 * for those who ask for each fix of a fleet. A square of the map is looked up once, when somebody is in it first.
 */
export function edgeFinder(index: EdgeIndex, maxDistanceM: number): EdgeFinder {
  const { graph, tree } = index;
  if (tree === null) return () => -1;
  const squares = new Map<number, Square>();
  const { edgeReverse } = graph;

  return (place, headingDeg) => {
    const column = Math.floor((place.longitude + 180) / squareDeg);
    const row = Math.floor((place.latitude + 90) / squareDeg);
    const key = row * 1_048_576 + column;
    let square = squares.get(key);
    if (square === undefined) {
      if (squares.size >= maxSquares) squares.clear();
      square = makeSquare(index, column, row, maxDistanceM);
      squares.set(key, square);
    }
    const { edges, lines } = square;
    if (edges.length === 0) return -1;
    const corner = cornerOf(column, row);
    const placeEastM = (place.longitude - corner.longitude) * metresPerLongitudeDeg(corner.latitude);
    const placeNorthM = (place.latitude - corner.latitude) * metresPerLatitudeDeg;
    let best = -1;
    let bestScoreM = Number.POSITIVE_INFINITY;
    let reach2 = maxDistanceM * maxDistanceM;
    for (let i = 0, at = 0; i < edges.length; i++, at += lineFields) {
      const fromEastM = placeEastM - lines[at];
      const fromNorthM = placeNorthM - lines[at + 1];
      const eastM = lines[at + 2];
      const northM = lines[at + 3];
      const along = fromEastM * eastM + fromNorthM * northM;
      const squared = eastM * eastM + northM * northM;
      const fraction = along <= 0 ? 0 : along >= squared ? 1 : along / squared;
      const offEastM = fromEastM - eastM * fraction;
      const offNorthM = fromNorthM - northM * fraction;
      const distance2 = offEastM * offEastM + offNorthM * offNorthM;
      if (distance2 > reach2) continue;
      const reverse = edgeReverse[edges[i]];
      const turnDeg = headingDeg === null ? 0 : turnBetweenDeg(headingDeg, lines[at + 4]);
      const isReverse = reverse >= 0 && turnDeg > 90;
      const scoreM = Math.sqrt(distance2) + (isReverse ? 180 - turnDeg : turnDeg) * metresPerHeadingDeg;
      if (scoreM >= bestScoreM) continue;
      best = isReverse ? reverse : edges[i];
      bestScoreM = scoreM;
      // No heading makes an edge count for less than its distance.
      if (scoreM * scoreM < reach2) reach2 = scoreM * scoreM;
    }
    return best;
  };
}

function cornerOf(column: number, row: number): Position {
  return { latitude: row * squareDeg - 90, longitude: column * squareDeg - 180 };
}

function makeSquare(
  { graph, tree, itemEdge, itemPoint }: EdgeIndex,
  column: number,
  row: number,
  maxDistanceM: number,
): Square {
  const { shapeLatitude, shapeLongitude } = graph;
  const { shapeHeadingDeg } = edgeGeometry(graph);
  const { latitude: south, longitude: west } = cornerOf(column, row);
  const height = maxDistanceM / metresPerLatitudeDeg;
  // As wide as at the end of the square where degrees are shortest.
  const outermost = Math.min(89, Math.max(Math.abs(south), Math.abs(south + squareDeg)));
  const width = maxDistanceM / metresPerLongitudeDeg(outermost);
  const items =
    tree?.search(west - width, south - height, west + squareDeg + width, south + squareDeg + height) ?? [];
  // Of two that count for the same the lower edge is found first, and stays.
  items.sort((a, b) => itemEdge[a] - itemEdge[b]);
  const scale = metresPerLongitudeDeg(south);
  const lines = new Float32Array(items.length * lineFields);
  for (const [i, item] of items.entries()) {
    const point = itemPoint[item];
    lines.set(
      [
        (shapeLongitude[point] - west) * scale,
        (shapeLatitude[point] - south) * metresPerLatitudeDeg,
        (shapeLongitude[point + 1] - shapeLongitude[point]) * scale,
        (shapeLatitude[point + 1] - shapeLatitude[point]) * metresPerLatitudeDeg,
        normalizeHeading(shapeHeadingDeg[point]),
      ],
      i * lineFields,
    );
  }
  return { edges: Int32Array.from(items, (item) => itemEdge[item]), lines };
}

/** The smaller angle between two headings below 360, degrees. */
function turnBetweenDeg(one: number, other: number): number {
  const turnDeg = Math.abs(one - other);
  return turnDeg > 180 ? 360 - turnDeg : turnDeg;
}
