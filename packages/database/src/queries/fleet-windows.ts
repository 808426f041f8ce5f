import { Prisma } from '../generated/client.ts';
import type { QueryDatabase } from './query-database.ts';
import { type Motion, motion, speedKmh, type WindowRange, windowSums } from './window-sums.ts';

/**
 * Percentiles of the drivers' speeds in one window, km/h; null when no driver has a speed in it. Parts of the time are
 * sums over the drivers.
 */
export interface FleetWindowRow extends Motion {
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
    SELECT d.start_ms::float8 AS "startMs", d.percentiles[1] AS p5, d.percentiles[2] AS p50,
      d.percentiles[3] AS p95, d.drivers, ${motion}
    FROM (
      SELECT d.start_ms, count(*) FILTER (WHERE d.time_s > 0)::int AS drivers,
        percentile_cont(ARRAY[0.05, 0.5, 0.95]) WITHIN GROUP (ORDER BY ${speedKmh})
          FILTER (WHERE d.time_s > 0) AS percentiles,
        sum(d.time_s) AS time_s, CASE WHEN count(d.moving_ms) = count(*) THEN sum(d.moving_ms) END AS moving_ms,
        CASE WHEN count(d.idle_ms) = count(*) THEN sum(d.idle_ms) END AS idle_ms
      FROM (${windowSums(range)}) d
      GROUP BY d.start_ms) d
    ORDER BY d.start_ms`;
}
