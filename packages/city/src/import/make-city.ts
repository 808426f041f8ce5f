import { boundsOf, type Position } from '@rumo/geo';
import type { CityInfo } from '../street-graph.ts';
import type { Side } from './approximate-shore.ts';
import { packLayers } from './pack-layers.ts';
import { seaOf } from './sea.ts';
import type { SourceMap } from './source-map.ts';
import { type StreetNetworkReport, streetNetworkOf } from './street-network.ts';

export interface CityRequirements {
  readonly id: string;
  readonly name: string;
  /** Where a map opens; by default the middle of the streets. */
  readonly center: Position | null;
  /** Where the open sea lies, if its shore is to be approximated. */
  readonly shore: readonly Side[];
}

export interface MadeCity {
  readonly about: Omit<CityInfo, 'files'>;
  readonly layers: ReadonlyMap<string, Uint8Array>;
  readonly report: StreetNetworkReport;
  /** Where the sea comes from, or why there is none. */
  readonly seaNote: string;
}

/** A pack's contents from a source. Throws when the source has no streets that can be driven. */
export function makeCity(source: SourceMap, wanted: CityRequirements): MadeCity {
  const report = streetNetworkOf(source);
  const { nodes } = report.network;
  if (nodes.length < 2) {
    throw new Error(
      `no drivable streets among the ${source.lines.length} lines within ${source.bounds.join(', ')}`,
    );
  }
  const sea = seaOf(source, wanted.shore);
  return {
    about: {
      id: wanted.id,
      name: wanted.name,
      center: wanted.center ?? middleOf(nodes),
      bounds: boundsOf(nodes),
      attribution: '© OpenStreetMap contributors',
      dataDate: source.dataDate,
    },
    layers: packLayers(source, report, sea.feature),
    report,
    seaNote: sea.note,
  };
}

/** The median place: the middle of where the streets are dense, which the middle of the box often is not. */
function middleOf(positions: readonly Position[]): Position {
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
  return {
    latitude: median(positions.map((position) => position.latitude)),
    longitude: median(positions.map((position) => position.longitude)),
  };
}
