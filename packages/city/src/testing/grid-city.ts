import { localProjection, type Position } from '@rumo/geo';
import { buildGraph, type Street } from '../build-graph.ts';
import type { StreetGraph } from '../street-graph.ts';

export interface GridCityOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly blockM?: number;
  /** The south-west corner. */
  readonly origin?: Position;
  readonly limitMps?: number;
  /** Every second street that runs east is oneway, in turn eastward and westward. */
  readonly oneways?: boolean;
}

/**
 * A made-up city of straight blocks: node = row × columns + column, rows going north. Streets that run east are
 * called "Calle 0", "Calle 1"…, those that run north "Avenida 0", "Avenida 1"….
 */
export function gridCity(options: GridCityOptions = {}): StreetGraph {
  const { columns = 6, rows = 5, blockM = 100, limitMps = 12.5, oneways = false } = options;
  const plane = localProjection(options.origin ?? { latitude: -34.9, longitude: -56.17 });
  const nodes: Position[] = [];
  const streets: Street[] = [];
  const middle = (rows - 1) / 2;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const node = nodes.push(plane.toPosition({ eastM: column * blockM, northM: row * blockM })) - 1;
      const street = { inner: [], limitMps, oneway: false };
      if (column > 0) {
        const oneway = oneways && row % 2 === 1;
        const westward = oneway && row % 4 === 3;
        streets.push({
          ...street,
          from: westward ? node : node - 1,
          to: westward ? node - 1 : node,
          streetClass: row === Math.floor(middle) ? 'primary' : 'residential',
          name: `Calle ${row}`,
          oneway,
        });
      }
      if (row > 0) {
        streets.push({
          ...street,
          from: node - columns,
          to: node,
          streetClass: 'residential',
          name: `Avenida ${column}`,
        });
      }
    }
  }
  return buildGraph(nodes, streets);
}
