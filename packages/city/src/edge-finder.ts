import { metresPerLatitudeDeg, metresPerLongitudeDeg, normalizeHeading, type Position } from '@rumo/geo';
import { edgeGeometry } from './edge-geometry.ts';
import { type EdgeIndex, metresPerHeadingDeg } from './nearest-edge.ts';

/** The edge nearest to a place, −1 where none lies within the finder's distance. */
export type EdgeFinder = (place: Position, headingDeg: number | null) => number;

/** Side of the squares in degrees of latitude, about 55 m. */
const squareDeg = 0.0005;
/** With this many segments, 24 MB, or squares, a fleet that is in yet another one begins to fill them anew. */
const maxSegments = 1_000_000;
const maxSquares = 100_000;

/** Segments that can be near a place in one square, square by square: what is read together lies together. */
interface Squares {
  /** Number of a square by its key. */
  readonly numbers: Map<number, number>;
  /** Of each square the first segment; they end where the next square's begin. */
  readonly firsts: Int32Array;
  edges: Int32Array;
  /** Of each segment: start and extent, metres east and north of the square's corner, heading in degrees. */
  lines: Float32Array;
}
const lineFields = 5;

/**
 * Finds the edge that `nearestEdge` finds with the same `maxDistanceM`, to some millimetres of what edges count for:
 * for those who ask for each fix of a fleet. A square of the map is looked up once, when somebody is in it first.
 */
export function edgeFinder(index: EdgeIndex, maxDistanceM: number): EdgeFinder {
  const { graph, tree } = index;
  if (tree === null) return () => -1;
  const squares: Squares = {
    numbers: new Map(),
    firsts: new Int32Array(maxSquares + 1),
    edges: new Int32Array(1_024),
    lines: new Float32Array(1_024 * lineFields),
  };
  const { edgeReverse } = graph;
  // Of the square that was asked for last: a car's next fix is mostly in the same one.
  let lastKey = -1;
  let square = -1;

  return (place, headingDeg) => {
    const column = Math.floor((place.longitude + 180) / squareDeg);
    const row = Math.floor((place.latitude + 90) / squareDeg);
    const key = row * 1_048_576 + column;
    if (key !== lastKey) {
      square = squares.numbers.get(key) ?? addSquare(squares, index, key, column, row, maxDistanceM);
      lastKey = key;
    }
    const { firsts, edges, lines } = squares;
    const end = firsts[square + 1];
    if (firsts[square] === end) return -1;
    const corner = cornerOf(column, row);
    const placeEastM = (place.longitude - corner.longitude) * metresPerLongitudeDeg(corner.latitude);
    const placeNorthM = (place.latitude - corner.latitude) * metresPerLatitudeDeg;
    let best = -1;
    let bestScoreM = Number.POSITIVE_INFINITY;
    let reach2 = maxDistanceM * maxDistanceM;
    for (let i = firsts[square], at = i * lineFields; i < end; i++, at += lineFields) {
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

/** Looks up what is near the square and returns its number. */
function addSquare(
  squares: Squares,
  index: EdgeIndex,
  key: number,
  column: number,
  row: number,
  maxDistanceM: number,
): number {
  const items = segmentsNear(index, column, row, maxDistanceM);
  const { numbers, firsts } = squares;
  if (numbers.size === maxSquares || firsts[numbers.size] + items.length > maxSegments) numbers.clear();
  const number = numbers.size;
  const first = firsts[number];
  makeRoom(squares, first + items.length);
  const { edges, lines } = squares;
  const { itemEdge, itemPoint, graph } = index;
  const { shapeLatitude, shapeLongitude } = graph;
  const { shapeHeadingDeg } = edgeGeometry(graph);
  const { latitude: south, longitude: west } = cornerOf(column, row);
  const scale = metresPerLongitudeDeg(south);
  for (let i = 0; i < items.length; i++) {
    const point = itemPoint[items[i]];
    const at = (first + i) * lineFields;
    edges[first + i] = itemEdge[items[i]];
    lines[at] = (shapeLongitude[point] - west) * scale;
    lines[at + 1] = (shapeLatitude[point] - south) * metresPerLatitudeDeg;
    lines[at + 2] = (shapeLongitude[point + 1] - shapeLongitude[point]) * scale;
    lines[at + 3] = (shapeLatitude[point + 1] - shapeLatitude[point]) * metresPerLatitudeDeg;
    lines[at + 4] = normalizeHeading(shapeHeadingDeg[point]);
  }
  firsts[number + 1] = first + items.length;
  numbers.set(key, number);
  return number;
}

/** The items of all segments within the distance of a place in the square, those of the lower edge first. */
function segmentsNear(
  { tree, itemEdge }: EdgeIndex,
  column: number,
  row: number,
  maxDistanceM: number,
): number[] {
  const { latitude: south, longitude: west } = cornerOf(column, row);
  const height = maxDistanceM / metresPerLatitudeDeg;
  // As wide as at the end of the square where degrees are shortest.
  const outermost = Math.min(89, Math.max(Math.abs(south), Math.abs(south + squareDeg)));
  const width = maxDistanceM / metresPerLongitudeDeg(outermost);
  const items =
    tree?.search(west - width, south - height, west + squareDeg + width, south + squareDeg + height) ?? [];
  // Of two that count for the same the lower edge is found first, and stays.
  return items.sort((a, b) => itemEdge[a] - itemEdge[b]);
}

function makeRoom(squares: Squares, segments: number): void {
  if (segments <= squares.edges.length) return;
  const { edges, lines } = squares;
  const room = Math.max(segments, Math.min(maxSegments, 2 * segments));
  squares.edges = new Int32Array(room);
  squares.edges.set(edges);
  squares.lines = new Float32Array(room * lineFields);
  squares.lines.set(lines);
}

/** The smaller angle between two headings below 360, degrees. */
function turnBetweenDeg(one: number, other: number): number {
  const turnDeg = Math.abs(one - other);
  return turnDeg > 180 ? 360 - turnDeg : turnDeg;
}
