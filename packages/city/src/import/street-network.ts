import { lineLengthM, type Position } from '@rumo/geo';
import type { Street } from '../build-graph.ts';
import { coordinateUnitsPerDeg, type StreetNetwork, toUnits } from '../street-file.ts';
import { chainLines } from './chain-lines.ts';
import { type Driving, drivingOf } from './drivable.ts';
import type { SourceMap } from './source-map.ts';
import { spatialOrder } from './spatial-order.ts';
import { largestStrongComponent } from './strong-component.ts';

/** A drivable stretch between two junctions, its nodes in the order of travel if it is a oneway. */
interface Piece {
  readonly nodes: readonly number[];
  readonly oneway: boolean;
  readonly driving: Driving;
}

export interface StreetNetworkReport {
  readonly network: StreetNetwork;
  /** Of the drivable length, how much lies in the part where every place reaches every other. */
  readonly connectedShare: number;
  readonly drivenWays: number;
}

/** Longer stretches keep their nodes in between, so that no edge grows without bound. */
const longestMergedM = 600;

/**
 * The street network of a source: drivable ways cut at their junctions, the part in which every place can be
 * reached from every other, nodes without a junction merged into the shape, all in a fixed order.
 */
export function streetNetworkOf(source: SourceMap): StreetNetworkReport {
  const { positions, ways } = drivenWays(source);
  const pieces = cutAtJunctions(ways);
  const arcs = pieces.flatMap(({ nodes, oneway }) => {
    const from = nodes[0];
    const to = nodes[nodes.length - 1];
    return oneway
      ? [{ from, to }]
      : [
          { from, to },
          { from: to, to: from },
        ];
  });
  const connected = largestStrongComponent(positions.length, arcs);
  const kept = pieces.filter(
    ({ nodes }) => connected.has(nodes[0]) && connected.has(nodes[nodes.length - 1]),
  );
  const lengthOf = (some: readonly Piece[]) =>
    some.reduce((sum, piece) => sum + lineLengthM(piece.nodes.map((node) => positions[node])), 0);
  return {
    network: orderedNetwork(mergeThrough(kept, positions), positions),
    connectedShare: pieces.length === 0 ? 0 : lengthOf(kept) / lengthOf(pieces),
    drivenWays: ways.length,
  };
}

/** The drivable ways, in the direction of travel, on nodes rounded as the street file rounds them. */
function drivenWays(source: SourceMap): { positions: Position[]; ways: Piece[] } {
  const positions = source.nodes.map((node) => ({
    latitude: toUnits(node.latitude) / coordinateUnitsPerDeg,
    longitude: toUnits(node.longitude) / coordinateUnitsPerDeg,
  }));
  const samePlace = (a: number, b: number) =>
    positions[a].latitude === positions[b].latitude && positions[a].longitude === positions[b].longitude;
  // Neighbours that rounding puts on one spot become one node: an edge has a length.
  const standsFor = new Map<number, number>();
  const find = (node: number): number => {
    let root = node;
    for (let up = standsFor.get(root); up !== undefined; up = standsFor.get(root)) root = up;
    return root;
  };
  const driven = source.lines.flatMap((line) => {
    const driving = drivingOf(line.tags);
    if (!driving) return [];
    for (let i = 1; i < line.nodes.length; i++) {
      const [a, b] = [find(line.nodes[i - 1]), find(line.nodes[i])];
      if (a !== b && samePlace(a, b)) standsFor.set(Math.max(a, b), Math.min(a, b));
    }
    return [{ line, driving }];
  });
  const ways = driven.flatMap(({ line, driving }): Piece[] => {
    const nodes = line.nodes.map(find).filter((node, i, all) => i === 0 || node !== all[i - 1]);
    if (nodes.length < 2) return [];
    if (driving.direction === 'backward') nodes.reverse();
    return [{ nodes, oneway: driving.direction !== 'both', driving }];
  });
  return { positions, ways };
}

function cutAtJunctions(ways: readonly Piece[]): Piece[] {
  const uses = new Map<number, number>();
  for (const { nodes } of ways) {
    nodes.forEach((node, i) => {
      const isEnd = i === 0 || i === nodes.length - 1;
      uses.set(node, (uses.get(node) ?? 0) + (isEnd ? 2 : 1));
    });
  }
  const seen = new Set<string>();
  return ways.flatMap((way) => {
    const pieces: Piece[] = [];
    let start = 0;
    for (let i = 1; i < way.nodes.length; i++) {
      if ((uses.get(way.nodes[i]) ?? 0) < 2) continue;
      const nodes = way.nodes.slice(start, i + 1);
      start = i;
      // The same stretch may be mapped twice, or lie in two tiles.
      const there = nodes.join();
      if (seen.has(there)) continue;
      seen.add(there);
      if (!way.oneway) seen.add(nodes.toReversed().join());
      pieces.push({ ...way, nodes });
    }
    return pieces;
  });
}

/** Joins pieces over nodes where nothing else meets them and the street stays the same. */
function mergeThrough(pieces: readonly Piece[], positions: readonly Position[]): Piece[] {
  const ends = new Map<number, number>();
  for (const { nodes } of pieces) {
    for (const node of [nodes[0], nodes[nodes.length - 1]]) ends.set(node, (ends.get(node) ?? 0) + 1);
  }
  const lengthsM = pieces.map((piece) => lineLengthM(piece.nodes.map((node) => positions[node])));
  const chains = chainLines(pieces, ({ line, next, node }) => {
    const [a, b] = [pieces[line], pieces[next]];
    const same =
      a.oneway === b.oneway &&
      a.driving.streetClass === b.driving.streetClass &&
      a.driving.limitMps === b.driving.limitMps &&
      a.driving.name === b.driving.name;
    return same && ends.get(node) === 2 && lengthsM[line] + lengthsM[next] <= longestMergedM ? 0 : null;
  });
  return chains.map((chain) => ({ ...pieces[chain.lines[0]], nodes: chain.nodes }));
}

function orderedNetwork(pieces: readonly Piece[], positions: readonly Position[]): StreetNetwork {
  const used = new Set(pieces.flatMap(({ nodes }) => [nodes[0], nodes[nodes.length - 1]]));
  const ordered = spatialOrder([...used], positions);
  const numberOf = new Map(ordered.map((node, i) => [node, i]));
  const streets = pieces.map(({ nodes, oneway, driving }): Street => {
    const first = numberOf.get(nodes[0]) ?? -1;
    const last = numberOf.get(nodes[nodes.length - 1]) ?? -1;
    const line = !oneway && first > last ? nodes.toReversed() : nodes;
    return {
      from: oneway ? first : Math.min(first, last),
      to: oneway ? last : Math.max(first, last),
      inner: line.slice(1, -1).map((node) => positions[node]),
      streetClass: driving.streetClass,
      limitMps: driving.limitMps,
      name: driving.name,
      oneway,
    };
  });
  streets.sort((a, b) => a.from - b.from || a.to - b.to || compareText(JSON.stringify(a), JSON.stringify(b)));
  return { nodes: ordered.map((node) => positions[node]), streets };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
