import {
  type BoundingBox,
  boundsContain,
  boundsIntersect,
  boundsOf,
  expandBounds,
  type Position,
} from '@rumo/geo';
import { multipolygonOf } from './multipolygon.ts';
import { type NodeStore, nodeStore } from './node-store.ts';
import type { OsmObjects, OsmRelation, OsmWay } from './osm-objects.ts';
import { boundsOfRings } from './rings.ts';
import { isArea, type SourceArea, type SourceLine, type SourceMap, type SourcePoint } from './source-map.ts';

/** What was gathered of an extract: complete for all that touches the bounds. */
interface Gathered {
  readonly bounds: BoundingBox;
  readonly dataDate: string | null;
  readonly nodes: NodeStore;
  readonly ways: ReadonlyMap<number, OsmWay>;
  /** The ways to be drawn for themselves; the others are only parts of an area. */
  readonly touching: ReadonlySet<number>;
  readonly areas: readonly OsmRelation[];
  readonly points: readonly SourcePoint[];
}

/**
 * Reads an extract, all of it or what lies within `wanted`. With a box only what touches it is held in memory; what
 * reaches beyond is completed by reading the extract again, since areas are whole or nothing.
 */
export async function readObjects(objects: OsmObjects, wanted: BoundingBox | null): Promise<SourceMap> {
  const gathered = await gather(objects, wanted);
  if (wanted) await complete(objects, gathered);
  return mapOf(gathered);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Gathering = Mutable<Omit<Gathered, 'ways' | 'touching' | 'areas' | 'points'>> & {
  ways: Map<number, OsmWay>;
  touching: Set<number>;
  areas: OsmRelation[];
  points: SourcePoint[];
};

/** A way may cross a corner of the box without a node inside: nodes this far outside count as touching. */
const touchingMarginM = 1000;

async function gather(objects: OsmObjects, wanted: BoundingBox | null): Promise<Gathering> {
  const held = wanted && expandBounds(wanted, touchingMarginM);
  const nodes = nodeStore();
  const ways = new Map<number, OsmWay>();
  const areas: OsmRelation[] = [];
  const points: SourcePoint[] = [];
  let stated: BoundingBox | null = null;
  let editsUntilS: number | null = null;
  let newestS = 0;
  for await (const object of objects()) {
    if (object.editedS !== undefined && object.editedS > newestS) newestS = object.editedS;
    switch (object.kind) {
      case 'header':
        stated = object.bounds;
        editsUntilS = object.editsUntilS;
        break;
      case 'node':
        if (held && !boundsContain(held, object)) break;
        nodes.add(object.id, object.latitude, object.longitude);
        // Of all that has a name or an address, the map needs the places and the shore the addresses.
        if (object.tags.place || object.tags['addr:street'] || object.tags['addr:housenumber']) {
          points.push({ tags: object.tags, at: { latitude: object.latitude, longitude: object.longitude } });
        }
        break;
      case 'way':
        if (!wanted || object.nodeIds.some((id) => nodes.indexOf(id) >= 0)) ways.set(object.id, object);
        break;
      case 'relation':
        if (object.tags.type !== 'multipolygon' || !isArea(object.tags)) break;
        if (object.members.some((member) => member.type === 'way' && ways.has(member.id))) areas.push(object);
        break;
    }
  }
  const dateS = editsUntilS ?? newestS;
  return {
    bounds: wanted ?? stated ?? boundsOfStore(nodes),
    dataDate: dateS > 0 ? new Date(dateS * 1000).toISOString().slice(0, 10) : null,
    nodes,
    ways,
    touching: new Set(ways.keys()),
    areas,
    points,
  };
}

function boundsOfStore(nodes: NodeStore): BoundingBox {
  if (nodes.size === 0) return [0, 0, 0, 0];
  const positions = function* (): Generator<Position> {
    for (let i = 0; i < nodes.size; i++) {
      yield { latitude: nodes.latitudeAt(i), longitude: nodes.longitudeAt(i) };
    }
  };
  return boundsOf(positions());
}

/** Reads the ways that areas lack, then the nodes that ways lack. */
async function complete(objects: OsmObjects, { nodes, ways, areas }: Gathering): Promise<void> {
  const wantedWays = new Set(
    areas.flatMap((area) =>
      area.members
        .filter((member) => member.type === 'way' && !ways.has(member.id))
        .map((member) => member.id),
    ),
  );
  if (wantedWays.size > 0) {
    for await (const object of objects()) {
      if (object.kind === 'way' && wantedWays.has(object.id)) ways.set(object.id, object);
    }
  }
  const wantedNodes = new Set<number>();
  for (const way of ways.values())
    for (const id of way.nodeIds) if (nodes.indexOf(id) < 0) wantedNodes.add(id);
  if (wantedNodes.size === 0) return;
  for await (const object of objects()) {
    if (object.kind === 'node' && wantedNodes.delete(object.id)) {
      nodes.add(object.id, object.latitude, object.longitude);
    }
  }
}

function mapOf({ bounds, dataDate, nodes, ways, touching, areas, points }: Gathered): SourceMap {
  const positions: Position[] = [];
  const numberAt = new Map<number, number>();
  /** The numbers of a way's nodes, −1 for one that the extract does not hold. */
  const numbersOf = (way: OsmWay): number[] =>
    way.nodeIds.map((id) => {
      const index = nodes.indexOf(id);
      if (index < 0) return -1;
      let number = numberAt.get(index);
      if (number === undefined) {
        number =
          positions.push({ latitude: nodes.latitudeAt(index), longitude: nodes.longitudeAt(index) }) - 1;
        numberAt.set(index, number);
      }
      return number;
    });
  const heldNumbersOf = (way: OsmWay): number[] => numbersOf(way).filter((number) => number >= 0);

  const lines: SourceLine[] = [];
  const coastlines: SourceLine[] = [];
  const sourceAreas: SourceArea[] = [];
  const addArea = (area: SourceArea | null) => {
    if (area && boundsIntersect(boundsOfRings(area.polygons.flat()), bounds)) sourceAreas.push(area);
  };
  for (const way of ways.values()) {
    if (!touching.has(way.id) || Object.keys(way.tags).length === 0) continue;
    const numbers = heldNumbersOf(way);
    if (numbers.length < 2) continue;
    if (way.tags.natural === 'coastline') coastlines.push({ tags: way.tags, nodes: numbers });
    else if (numbers.length > 3 && numbers[0] === numbers[numbers.length - 1] && isArea(way.tags)) {
      addArea({ tags: way.tags, polygons: [[numbers.map((number) => positions[number])]] });
    } else {
      const isInside = (number: number) => number >= 0 && boundsContain(bounds, positions[number]);
      for (const run of runs(numbersOf(way), isInside)) lines.push({ tags: way.tags, nodes: run });
    }
  }
  for (const relation of areas) {
    const members = relation.members.flatMap((member) => {
      const way = member.type === 'way' ? ways.get(member.id) : undefined;
      return way ? [{ role: member.role, nodes: heldNumbersOf(way) }] : [];
    });
    const polygons = multipolygonOf(members, positions);
    if (polygons.length > 0) addArea({ tags: relation.tags, polygons });
  }
  return {
    bounds,
    dataDate,
    nodes: positions,
    lines,
    coastlines,
    areas: sourceAreas,
    points: points.filter((point) => boundsContain(bounds, point.at)),
  };
}

/** The stretches of two or more items in a row that are kept. */
function runs(items: readonly number[], isKept: (item: number) => boolean): number[][] {
  const found: number[][] = [[]];
  for (const item of items) {
    if (isKept(item)) found[found.length - 1].push(item);
    else if (found[found.length - 1].length > 0) found.push([]);
  }
  return found.filter((run) => run.length > 1);
}
