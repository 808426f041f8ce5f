import { edgeGeometry } from './edge-geometry.ts';
import { pointOnEdge } from './point-on-edge.ts';
import type { Route, StreetGraph } from './street-graph.ts';

/** The line of a route from its start to its end, in GeoJSON's order; two points at least. */
export function routeLine(
  graph: StreetGraph,
  route: Route,
): (readonly [longitude: number, latitude: number])[] {
  const { shapeOffsetM } = edgeGeometry(graph);
  const at = (edge: number, offsetM: number) => {
    const { latitude, longitude } = pointOnEdge(graph, { edge, offsetM });
    return [longitude, latitude] as const;
  };
  const lastIndex = route.edges.length - 1;
  const line = [at(route.edges[0], route.startOffsetM)];
  route.edges.forEach((edge, index) => {
    const fromM = index === 0 ? route.startOffsetM : 0;
    const toM = index === lastIndex ? route.endOffsetM : Number.POSITIVE_INFINITY;
    // An edge's first point is the last one of the edge before it.
    for (let point = graph.shapeStart[edge] + 1; point < graph.shapeStart[edge + 1]; point++) {
      if (shapeOffsetM[point] <= fromM || shapeOffsetM[point] >= toM) continue;
      line.push([graph.shapeLongitude[point], graph.shapeLatitude[point]]);
    }
  });
  line.push(at(route.edges[lastIndex], route.endOffsetM));
  return line;
}

/** The names of the streets a route runs along, in order; neighbours of one name once, unnamed ones left out. */
export function routeStreets(graph: StreetGraph, route: Route): string[] {
  const names: string[] = [];
  for (const edge of route.edges) {
    const name = graph.names[graph.edgeName[edge]];
    if (name !== '' && name !== names[names.length - 1]) names.push(name);
  }
  return names;
}
