import { Prisma } from '../generated/client.ts';

/** A base window and a rollup, in ms of event time (W2). */
export const baseWindowMs = 10_000;
export const rollupWindowMs = 300_000;

/** Window starts from `fromMs` on and before `toMs`; `windowMs` is a multiple of the base window. */
export interface WindowRange {
  readonly windowMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * SQL of the sums of each driver in each window that starts in the range: columns start_ms, driver_id, distance_m,
 * time_s, fixes, outliers, partial. Sums of base windows (W2, W3) over all partitions, of each partition's current
 * log alone (X5). From 5 min on a rollup stands for the base windows it was made of, where there is one.
 * Both ends must be multiples of `windowMs`, else the windows at the ends lack some of their parts.
 */
export function windowSums(range: WindowRange, drivers: readonly string[] | 'all' = 'all'): Prisma.Sql {
  const rows = range.windowMs < rollupWindowMs ? baseRows(range, drivers) : mixedRows(range, drivers);
  return Prisma.sql`
    SELECT s.window_start_ms - s.window_start_ms % ${BigInt(range.windowMs)}::bigint AS start_ms, s.driver_id,
      sum(s.distance_m) AS distance_m, sum(s.time_s) AS time_s, sum(s.fixes) AS fixes,
      sum(s.outliers) AS outliers, bool_or(s.partial) AS partial
    FROM (${rows}) s
    GROUP BY 1, 2`;
}

/**
 * SQL of the speed of a row `d` of windowSums, km/h (W3); for rows with time_s above 0. Less than a thousandth of a
 * millimetre is no distance: PostgreSQL refuses a division whose result is too small for a float.
 */
export const speedKmh = Prisma.sql`(CASE WHEN d.distance_m < 1e-6 THEN 0 ELSE d.distance_m / d.time_s * 3.6 END)`;

const columns = Prisma.sql`w.driver_id, w.window_start_ms, w.distance_m, w.time_s, w.fixes, w.outliers, w.partial`;
const ofCurrentLog = Prisma.sql`
  JOIN partition_progress p ON p.partition = w.partition AND p.log_id = w.log_id`;

function baseRows(range: WindowRange, drivers: readonly string[] | 'all'): Prisma.Sql {
  return Prisma.sql`SELECT ${columns} FROM speed_window w ${ofCurrentLog} WHERE ${within(range, drivers)}`;
}

function mixedRows(range: WindowRange, drivers: readonly string[] | 'all'): Prisma.Sql {
  return Prisma.sql`
    ${baseRows(range, drivers)} AND NOT EXISTS (
      SELECT 1 FROM speed_rollup r
      WHERE r.log_id = w.log_id AND r.partition = w.partition AND r.driver_id = w.driver_id
        AND r.window_start_ms = w.window_start_ms - w.window_start_ms % ${BigInt(rollupWindowMs)}::bigint)
    UNION ALL
    SELECT ${columns} FROM speed_rollup w ${ofCurrentLog} WHERE ${within(range, drivers)}`;
}

function within(range: WindowRange, drivers: readonly string[] | 'all'): Prisma.Sql {
  const inRange = Prisma.sql`
    w.window_start_ms >= ${BigInt(range.fromMs)}::bigint AND w.window_start_ms < ${BigInt(range.toMs)}::bigint`;
  return drivers === 'all'
    ? inRange
    : Prisma.sql`${inRange} AND w.driver_id = ANY(${drivers as string[]}::text[])`;
}
