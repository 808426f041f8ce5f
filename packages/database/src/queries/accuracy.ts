import { Prisma } from '../generated/client.ts';
import type { QueryDatabase } from './query-database.ts';
import { baseWindowMs, speedKmh, type WindowRange } from './window-sums.ts';

/** Computed against true window speeds, km/h; null when nothing could be compared. */
export interface Accuracy {
  /** Windows compared: those over the same intervals in both. */
  readonly windows: number;
  /** Windows known to both, but over intervals that differ by more than `toleranceS`: not compared. */
  readonly otherIntervals: number;
  readonly meanAbsErrorKmh: number | null;
  readonly p95AbsErrorKmh: number | null;
  /** Mean of computed − true. */
  readonly biasKmh: number | null;
}

/** How far the two sums of time may differ for one base window, seconds. */
const toleranceS = 0.05;

/**
 * Compares each driver's windows with its odometer (simulation only) over the range. A window counts where every
 * computed base window with a speed has its odometer row, and both sums of time agree.
 */
export async function speedAccuracy(database: QueryDatabase, range: WindowRange): Promise<Accuracy> {
  const fromMs = BigInt(range.fromMs);
  const toMs = BigInt(range.toMs);
  const tolerance = (toleranceS * range.windowMs) / baseWindowMs;
  const [row] = await database.$queryRaw<Accuracy[]>(Prisma.sql`
    WITH truth AS (
      SELECT t.* FROM true_speed_window t
      WHERE t.window_start_ms >= ${fromMs}::bigint AND t.window_start_ms < ${toMs}::bigint),
    base AS (
      SELECT w.driver_id, w.window_start_ms, sum(w.distance_m) AS distance_m, sum(w.time_s) AS time_s
      FROM speed_window w JOIN partition_progress p ON p.partition = w.partition AND p.log_id = w.log_id
      WHERE w.window_start_ms >= ${fromMs}::bigint AND w.window_start_ms < ${toMs}::bigint
        AND w.driver_id IN (SELECT driver_id FROM truth)
      GROUP BY 1, 2),
    compared AS (
      SELECT sum(b.distance_m) AS distance_m, sum(b.time_s) AS time_s,
        sum(t.distance_m) AS true_m, sum(t.time_s) AS true_s,
        bool_and(t.driver_id IS NOT NULL OR b.time_s = 0) AS whole
      FROM base b LEFT JOIN truth t USING (driver_id, window_start_ms)
      GROUP BY b.driver_id, b.window_start_ms - b.window_start_ms % ${BigInt(range.windowMs)}::bigint),
    errors AS (
      SELECT CASE WHEN whole AND abs(d.time_s - d.true_s) <= ${tolerance}::float8
        THEN ${speedKmh} - CASE WHEN true_m < 1e-6 THEN 0 ELSE true_m / true_s * 3.6 END END AS kmh
      FROM compared d
      WHERE time_s > 0 AND true_s > 0)
    SELECT count(kmh)::int AS windows, count(*) FILTER (WHERE kmh IS NULL)::int AS "otherIntervals",
      avg(abs(kmh)) AS "meanAbsErrorKmh", percentile_cont(0.95) WITHIN GROUP (ORDER BY abs(kmh)) AS "p95AbsErrorKmh",
      avg(kmh) AS "biasKmh"
    FROM errors`);
  return row;
}
