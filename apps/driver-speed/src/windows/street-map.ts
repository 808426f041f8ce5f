import { type CityPack, edgeFinder, indexEdges } from '@rumo/city';
import type { Fix } from './fix.ts';
import { streetWithinM } from './rules.ts';

/** A street as sums know it: a name with two limits is two of them. */
export interface Street {
  /** Empty where it has none. */
  readonly name: string;
  /** Whole km/h; 0 off the streets. */
  readonly limitKmh: number;
}

/** The streets of a city, found by place. */
export interface StreetMap {
  /** Name of its pack. */
  readonly city: string;
  /** The first one stands for being on none. */
  readonly streets: readonly Street[];
  /** W16: the index of the street a fix is on: the nearest edge with fitting heading within 40 m. */
  streetAt(fix: Pick<Fix, 'latitude' | 'longitude' | 'headingDeg'>): number;
}

/** Indexes the streets of a pack; takes some tenths of a second. */
export function streetMapOf({ info, graph }: CityPack): StreetMap {
  const streets: Street[] = [{ name: '', limitKmh: 0 }];
  const known = new Map<string, number>();
  const streetOfEdge = Uint32Array.from({ length: graph.edgeCount }, (_, edge) => {
    const name = graph.names[graph.edgeName[edge]];
    const limitKmh = Math.round(graph.edgeLimitMps[edge] * 3.6);
    const key = `${limitKmh} ${name}`;
    const street = known.get(key) ?? streets.length;
    if (street === streets.length) streets.push({ name, limitKmh });
    known.set(key, street);
    return street;
  });
  const find = edgeFinder(indexEdges(graph), streetWithinM);
  return {
    city: info.id,
    streets,
    streetAt(fix) {
      const edge = find(fix, fix.headingDeg);
      return edge < 0 ? 0 : streetOfEdge[edge];
    },
  };
}
