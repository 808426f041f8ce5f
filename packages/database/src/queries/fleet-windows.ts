import { Prisma } from '../generated/client.ts';
import type { QueryDatabase } from './query-database.ts';
import { speedKmh, type WindowRange, windowSums } from './window-sums.ts';

/** Percentiles of the drivers' speeds in one window, km/h; null when no driver has a speed in it. */
export interface FleetWindowRow {
  readonly startMs: number;
  readonly p5: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  /** How many drivers have a speed (Σ time above 0, W3): what the percentiles are over. */
  readonly drivers: number;
}

/** The fleet in each window of the range that has a row, oldest first; percentiles are interpolated. */
export async function fleetWindows(database: QueryDatabase, range: WindowRange): Promise<FleetWindowRow[]> {
  return database.$queryRaw<FleetWindowRow[]>(fleetWindowsSql(range));
}

export function fleetWindowsSql(range: WindowRange): Prisma.Sql {
  return Prisma.sql`
    SELECT f.start_ms::float8 AS "startMs", f.percentiles[1] AS p5, f.percentiles[2] AS p50,
      f.percentiles[3] AS p95, f.drivers
    FROM (
      SELECT d.start_ms, count(*) FILTER (WHERE d.time_s > 0)::int AS drivers,
        percentile_cont(ARRAY[0.05, 0.5, 0.95]) WITHIN GROUP (ORDER BY ${speedKmh})
          FILTER (WHERE d.time_s > 0) AS percentiles
      FROM (${windowSums(range)}) d
      GROUP BY d.start_ms) f
    ORDER BY f.start_ms`;
}
