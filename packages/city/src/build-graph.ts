import { distanceM, type Position } from '@rumo/geo';
import { type StreetClass, type StreetGraph, streetClasses } from './street-graph.ts';

/** A piece of street between two nodes, driven both ways unless `oneway`, which runs from → to. */
export interface Street {
  /** Indexes into the nodes. */
  readonly from: number;
  readonly to: number;
  /** The points between the two nodes, in order from → to; empty for a straight piece. */
  readonly inner: readonly Position[];
  readonly streetClass: StreetClass;
  readonly limitMps: number;
  /** '' where no name is known. */
  readonly name: string;
  readonly oneway: boolean;
}

/**
 * The directed graph of the given streets. Edges are sorted by their from-node and, under it, in the order of the
 * streets, so that the same input always gives the same edge numbers. Throws on a street whose node does not exist
 * or whose limit is not above 0.
 */
export function buildGraph(nodes: readonly Position[], streets: readonly Street[]): StreetGraph {
  const nodeCount = nodes.length;
  const firstOut = new Uint32Array(nodeCount + 1);
  let edgeCount = 0;
  let shapeCount = 0;
  streets.forEach((street, i) => {
    if (!nodes[street.from] || !nodes[street.to]) {
      throw new RangeError(`street ${i} joins nodes ${street.from} and ${street.to} of ${nodeCount}`);
    }
    if (!(street.limitMps > 0)) {
      throw new RangeError(`street ${i} has a speed limit of ${street.limitMps} m/s, wanted one above 0`);
    }
    const directions = street.oneway ? 1 : 2;
    edgeCount += directions;
    shapeCount += directions * (street.inner.length + 2);
    firstOut[street.from + 1]++;
    if (!street.oneway) firstOut[street.to + 1]++;
  });
  for (let node = 0; node < nodeCount; node++) firstOut[node + 1] += firstOut[node];

  const nextOut = firstOut.slice(0, nodeCount);
  const streetOf = new Uint32Array(edgeCount);
  const edgeReverse = new Int32Array(edgeCount).fill(-1);
  const backward = new Uint8Array(edgeCount);
  streets.forEach((street, i) => {
    const there = nextOut[street.from]++;
    streetOf[there] = i;
    if (street.oneway) return;
    const back = nextOut[street.to]++;
    streetOf[back] = i;
    backward[back] = 1;
    edgeReverse[there] = back;
    edgeReverse[back] = there;
  });

  const graph = {
    nodeCount,
    edgeCount,
    nodeLatitude: Float64Array.from(nodes, (node) => node.latitude),
    nodeLongitude: Float64Array.from(nodes, (node) => node.longitude),
    firstOut,
    edgeFrom: new Uint32Array(edgeCount),
    edgeTo: new Uint32Array(edgeCount),
    edgeLengthM: new Float32Array(edgeCount),
    edgeLimitMps: new Float32Array(edgeCount),
    edgeClass: new Uint8Array(edgeCount),
    edgeName: new Uint32Array(edgeCount),
    edgeReverse,
    shapeStart: new Uint32Array(edgeCount + 1),
    shapeLatitude: new Float64Array(shapeCount),
    shapeLongitude: new Float64Array(shapeCount),
    names: [''],
  };
  const nameIndex = new Map([['', 0]]);
  const classIndex = new Map(streetClasses.map((streetClass, i) => [streetClass, i]));
  const { shapeStart, shapeLatitude, shapeLongitude } = graph;
  let point = 0;
  for (let edge = 0; edge < edgeCount; edge++) {
    const street = streets[streetOf[edge]];
    graph.edgeFrom[edge] = backward[edge] ? street.to : street.from;
    graph.edgeTo[edge] = backward[edge] ? street.from : street.to;
    graph.edgeLimitMps[edge] = street.limitMps;
    graph.edgeClass[edge] = classIndex.get(street.streetClass) ?? streetClasses.length - 1;
    let name = nameIndex.get(street.name);
    if (name === undefined) {
      name = graph.names.push(street.name) - 1;
      nameIndex.set(street.name, name);
    }
    graph.edgeName[edge] = name;
    const pointCount = street.inner.length + 2;
    const reverse = edgeReverse[edge];
    if (reverse >= 0 && reverse < edge) {
      for (let from = shapeStart[reverse + 1] - 1; from >= shapeStart[reverse]; from--, point++) {
        shapeLatitude[point] = shapeLatitude[from];
        shapeLongitude[point] = shapeLongitude[from];
      }
      graph.edgeLengthM[edge] = graph.edgeLengthM[reverse];
    } else {
      let lengthM = 0;
      for (let i = 0; i < pointCount; i++, point++) {
        const at = pointOf(street, nodes, backward[edge] ? pointCount - 1 - i : i);
        shapeLatitude[point] = at.latitude;
        shapeLongitude[point] = at.longitude;
        if (i > 0) lengthM += distanceM(pointOf(street, nodes, backward[edge] ? pointCount - i : i - 1), at);
      }
      graph.edgeLengthM[edge] = lengthM;
    }
    shapeStart[edge + 1] = point;
  }
  return graph;
}

/** Point i of a street's line, both nodes counted. */
function pointOf(street: Street, nodes: readonly Position[], i: number): Position {
  if (i === 0) return nodes[street.from];
  return street.inner[i - 1] ?? nodes[street.to];
}
