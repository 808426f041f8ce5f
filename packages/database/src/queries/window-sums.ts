import { Prisma } from '../generated/client.ts';

/** A base window and a rollup, in ms of event time (W2). */
export const baseWindowMs = 10_000;
export const rollupWindowMs = 300_000;

/** Window starts from `fromMs` on and before `toMs`; `windowMs` is a multiple of the base window. */
export interface WindowRange {
  readonly windowMs: number;
  /** From one window's start to the next one's, where that is less than `windowMs`, which it divides. */
  readonly hopMs?: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * SQL of the sums of each driver in each window that starts in the range: columns start_ms, driver_id, distance_m,
 * time_s, fixes, outliers, partial, moving_ms and idle_ms (null unless all its parts know them). Sums of base windows
 * (W2, W3) over all partitions, of each partition's current log alone (X5). Where windows start at whole 5 min, a
 * rollup stands for the base windows it was made of, where there is one. Both ends of the range must be multiples of
 * its hop, else the windows at the ends lack some of their parts.
 */
export function windowSums(range: WindowRange, drivers: readonly string[] | 'all' = 'all'): Prisma.Sql {
  const { windowMs, hopMs = windowMs } = range;
  const parts = { ...range, toMs: range.toMs - hopMs + windowMs };
  const rows = hopMs < rollupWindowMs ? baseRows(parts, drivers) : mixedRows(parts, drivers);
  const pieces = Prisma.sql`
    SELECT s.window_start_ms - s.window_start_ms % ${BigInt(hopMs)}::bigint AS start_ms, s.driver_id, ${sums}
    FROM (${rows}) s
    GROUP BY 1, 2`;
  if (hopMs === windowMs) return pieces;
  return Prisma.sql`
    SELECT ${windowOfPiece(range, Prisma.sql`s.start_ms`)} AS start_ms, s.driver_id, ${sums}
    FROM (${pieces}) s, ${windowsOfPiece(range)}
    WHERE ${windowOfPiece(range, Prisma.sql`s.start_ms`)} >= ${BigInt(range.fromMs)}::bigint
      AND ${windowOfPiece(range, Prisma.sql`s.start_ms`)} < ${BigInt(range.toMs)}::bigint
    GROUP BY 1, 2`;
}

const sums = Prisma.sql`
  sum(s.distance_m) AS distance_m, sum(s.time_s) AS time_s, sum(s.fixes) AS fixes, sum(s.outliers) AS outliers,
  bool_or(s.partial) AS partial, CASE WHEN count(s.moving_ms) = count(*) THEN sum(s.moving_ms) END AS moving_ms,
  CASE WHEN count(s.idle_ms) = count(*) THEN sum(s.idle_ms) END AS idle_ms`;

/** Hopping windows: FROM item with a row `hop.back` for each window that a piece of one hop's length is part of. */
export function windowsOfPiece({ windowMs, hopMs = windowMs }: WindowRange): Prisma.Sql {
  return Prisma.sql`generate_series(0, ${windowMs - hopMs}::bigint, ${hopMs}::bigint) hop(back)`;
}

/** … and the start of that window, for a piece that starts at or less than a hop after `startMs`. */
export function windowOfPiece({ windowMs, hopMs = windowMs }: WindowRange, startMs: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${startMs} - ${startMs} % ${BigInt(hopMs)}::bigint - hop.back)`;
}

/** SQL of a row's parts of time, s; null where they are unknown (W15). `d` has the columns of windowSums. */
export const motion = Prisma.sql`
  (d.moving_ms / 1000.0)::float8 AS "movingS", (d.idle_ms / 1000.0)::float8 AS "idleS",
  round((d.time_s - d.moving_ms / 1000.0 - d.idle_ms / 1000.0)::numeric, 3)::float8 AS "stoppedS"`;

export interface Motion {
  readonly movingS: number | null;
  readonly idleS: number | null;
  readonly stoppedS: number | null;
}

/**
 * SQL of the speed of a row `d` of windowSums, km/h (W3); for rows with time_s above 0. Less than a thousandth of a
 * millimetre is no distance: PostgreSQL refuses a division whose result is too small for a float.
 */
export const speedKmh = Prisma.sql`(CASE WHEN d.distance_m < 1e-6 THEN 0 ELSE d.distance_m / d.time_s * 3.6 END)`;

const columns = Prisma.sql`
  w.driver_id, w.window_start_ms, w.distance_m, w.time_s, w.fixes, w.outliers, w.partial, w.moving_ms, w.idle_ms`;
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
