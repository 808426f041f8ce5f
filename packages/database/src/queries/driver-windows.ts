import { Prisma } from '../generated/client.ts';
import type { QueryDatabase } from './query-database.ts';
import {
  type Motion,
  motion,
  speedKmh,
  type WindowRange,
  windowOfPiece,
  windowSums,
  windowsOfPiece,
} from './window-sums.ts';

export interface DriverWindowRow extends Motion {
  readonly driverId: string;
  readonly startMs: number;
  /** Σ distance / Σ time, null when Σ time is 0 (W3). */
  readonly meanKmh: number | null;
  readonly distanceM: number;
  readonly timeS: number;
  readonly fixes: number;
  readonly outliers: number;
  readonly partial: boolean;
}

/** The windows of some drivers in a range, by driver and time. */
export async function driverWindows(
  database: QueryDatabase,
  drivers: readonly string[],
  range: WindowRange,
): Promise<DriverWindowRow[]> {
  return database.$queryRaw<DriverWindowRow[]>(driverWindowsSql(drivers, range));
}

export function driverWindowsSql(drivers: readonly string[], range: WindowRange): Prisma.Sql {
  return Prisma.sql`
    SELECT d.driver_id AS "driverId", d.start_ms::float8 AS "startMs",
      CASE WHEN d.time_s > 0 THEN ${speedKmh} END AS "meanKmh", d.distance_m AS "distanceM",
      d.time_s AS "timeS", d.fixes::int AS fixes, d.outliers::int AS outliers, d.partial,
      ${motion}
    FROM (${windowSums(range, drivers)}) d
    ORDER BY d.driver_id, d.start_ms`;
}

/** Whether a current log has any window of this driver. */
export async function isKnownDriver(database: QueryDatabase, driverId: string): Promise<boolean> {
  const [row] = await database.$queryRaw<{ known: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM speed_window w JOIN partition_progress p USING (partition, log_id)
        WHERE w.driver_id = ${driverId})
      OR EXISTS (SELECT 1 FROM speed_rollup w JOIN partition_progress p USING (partition, log_id)
        WHERE w.driver_id = ${driverId}) AS known`;
  return row?.known ?? false;
}

export interface TrueWindowRow {
  readonly startMs: number;
  readonly distanceM: number;
  readonly timeS: number;
}

/** The odometer's sums of one driver over the windows of a range: of every base window that has a row. */
export async function trueWindows(
  database: QueryDatabase,
  driverId: string,
  range: WindowRange,
): Promise<TrueWindowRow[]> {
  const { windowMs, hopMs = windowMs, fromMs, toMs } = range;
  const start = windowOfPiece(range, Prisma.sql`t.window_start_ms`);
  return database.$queryRaw<TrueWindowRow[]>`
    SELECT ${start}::float8 AS "startMs", sum(t.distance_m) AS "distanceM", sum(t.time_s) AS "timeS"
    FROM true_speed_window t, ${windowsOfPiece(range)}
    WHERE t.driver_id = ${driverId} AND t.window_start_ms >= ${BigInt(fromMs)}::bigint
      AND t.window_start_ms < ${BigInt(toMs - hopMs + windowMs)}::bigint
      AND ${start} >= ${BigInt(fromMs)}::bigint AND ${start} < ${BigInt(toMs)}::bigint
    GROUP BY 1
    ORDER BY 1`;
}
