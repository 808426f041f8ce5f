import { type EdgeIndex, nearestEdge } from '@rumo/city';
import type { OracleWindow } from './oracle.ts';

/** Sums of whole mm and ms by key: start of the 5 min and the place. */
export type OraclePlaces = ReadonlyMap<string, { readonly distanceMm: number; readonly timeMs: number }>;

export interface OraclePlaceSums {
  readonly streets: OraclePlaces;
  readonly cells: OraclePlaces;
  /** W17: time more than 5 km/h above the limit, ms. */
  readonly overMs: number;
}

const slotMs = 300_000;
const acrossAtZoom17 = 131_072;

/**
 * The sums by street and by cell of closed windows, straight from W16 and W17. The street is looked up in another way
 * than driver-speed does it.
 */
export function placeSums(windows: readonly OracleWindow[], index: EdgeIndex): OraclePlaceSums {
  const streets = new Map<string, { distanceMm: number; timeMs: number }>();
  const cells = new Map<string, { distanceMm: number; timeMs: number }>();
  let overMs = 0;
  for (const { windowStartMs, segments } of windows) {
    const slot = windowStartMs - (windowStartMs % slotMs);
    for (const { later, distanceM, timeMs } of segments) {
      const distanceMm = Math.round(distanceM * 1000);
      const { name, limitKmh } = streetOf(index, later);
      add(streets, `${slot} ${limitKmh} ${name}`, distanceMm, timeMs);
      add(cells, `${slot} ${cellOf(later)}`, distanceMm, timeMs);
      if (limitKmh > 0 && (distanceMm / timeMs) * 3.6 > limitKmh + 5) overMs += timeMs;
    }
  }
  return { streets, cells, overMs };
}

function add(
  sums: Map<string, { distanceMm: number; timeMs: number }>,
  key: string,
  distanceMm: number,
  timeMs: number,
): void {
  const sum = sums.get(key) ?? { distanceMm: 0, timeMs: 0 };
  sums.set(key, { distanceMm: sum.distanceMm + distanceMm, timeMs: sum.timeMs + timeMs });
}

function streetOf(index: EdgeIndex, fix: OracleWindow['segments'][number]['later']) {
  const { graph } = index;
  const found = nearestEdge(index, fix, { headingDeg: fix.headingDeg, maxDistanceM: 40 });
  if (found === null) return { name: '', limitKmh: 0 };
  return {
    name: graph.names[graph.edgeName[found.edge]],
    limitKmh: Math.round(graph.edgeLimitMps[found.edge] * 3.6),
  };
}

/** The Web Mercator tile of zoom 17 (EPSG:3857), as `x y`. */
function cellOf({ latitude, longitude }: { readonly latitude: number; readonly longitude: number }): string {
  const x = ((longitude + 180) / 360) * acrossAtZoom17;
  const y = ((1 - Math.asinh(Math.tan((latitude * Math.PI) / 180)) / Math.PI) / 2) * acrossAtZoom17;
  const tile = (at: number) => Math.min(Math.max(Math.floor(at), 0), acrossAtZoom17 - 1);
  return `${tile(x)} ${tile(y)}`;
}
