import { Prisma } from '../generated/client.ts';
import type { QueryDatabase } from './query-database.ts';

/** One driver's time above a threshold on one street (W17). */
export interface SpeedingEpisode {
  readonly driverId: string;
  /** Null where it has no name. */
  readonly street: string | null;
  readonly limitKmh: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Time above the threshold, s. */
  readonly overS: number;
  readonly maxKmh: number;
}

export interface SpeedingQuestion {
  /** Base windows that start at or after this and before `toMs`: an episode is cut at the ends. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How far above the limit, km/h: from 5 on. */
  readonly overKmh: number;
  readonly minS: number;
  readonly driverId: string | null;
  /** The last episode of the page before. */
  readonly after: { readonly fromMs: number; readonly driverId: string } | null;
  readonly limit: number;
}

/** The newest episodes first, those of one moment by driver; `hasMore`: there are others after these. */
export async function speedingEpisodes(
  database: QueryDatabase,
  question: SpeedingQuestion,
): Promise<{ readonly rows: SpeedingEpisode[]; readonly hasMore: boolean }> {
  const rows = await database.$queryRaw<SpeedingEpisode[]>(speedingEpisodesSql(question));
  const hasMore = rows.length > question.limit;
  if (hasMore) rows.pop();
  return { rows, hasMore };
}

/** Segments less than this after the one before are of one episode (W17). */
const breakMs = 10_000;

/** Gaps and islands: a segment begins an episode unless one on the same street ended shortly before. */
export function speedingEpisodesSql(question: SpeedingQuestion): Prisma.Sql {
  const { fromMs, toMs, overKmh, minS, driverId, after, limit } = question;
  const ofDriver = driverId === null ? Prisma.empty : Prisma.sql`AND w.driver_id = ${driverId}`;
  const afterLast =
    after === null
      ? Prisma.empty
      : Prisma.sql`AND (min(e.from_ms) < ${BigInt(after.fromMs)}::bigint
          OR min(e.from_ms) = ${BigInt(after.fromMs)}::bigint AND e.driver_id > ${after.driverId})`;
  return Prisma.sql`
    WITH segments AS (
      SELECT w.driver_id, w.street, w.limit_kmh, w.window_start_ms + s.until_ms - s.time_ms AS from_ms,
        w.window_start_ms + s.until_ms AS until_ms, s.time_ms, s.distance_mm * 3.6 / s.time_ms AS kmh
      FROM speeding_window w JOIN partition_progress p ON p.partition = w.partition AND p.log_id = w.log_id,
        unnest(w.until_ms, w.time_ms, w.distance_mm) s(until_ms, time_ms, distance_mm)
      WHERE w.window_start_ms >= ${BigInt(fromMs)}::bigint AND w.window_start_ms < ${BigInt(toMs)}::bigint ${ofDriver}
        AND s.distance_mm * 3.6 > (w.limit_kmh + ${overKmh}::float8) * s.time_ms
    ), begun AS (
      SELECT *, (from_ms - lag(until_ms) OVER before >= ${breakMs}::bigint) IS NOT FALSE AS begins
      FROM segments WINDOW before AS (PARTITION BY driver_id, street, limit_kmh ORDER BY from_ms)
    ), counted AS (
      SELECT *, count(*) FILTER (WHERE begins) OVER before AS episode
      FROM begun WINDOW before AS (PARTITION BY driver_id, street, limit_kmh ORDER BY from_ms)
    )
    SELECT e.driver_id AS "driverId", nullif(e.street, '') AS street, e.limit_kmh::int AS "limitKmh",
      min(e.from_ms)::float8 AS "fromMs", max(e.until_ms)::float8 AS "toMs",
      (sum(e.time_ms) / 1000.0)::float8 AS "overS", max(e.kmh)::float8 AS "maxKmh"
    FROM counted e
    GROUP BY e.driver_id, e.street, e.limit_kmh, e.episode
    HAVING sum(e.time_ms) >= ${minS * 1_000}::float8 ${afterLast}
    ORDER BY min(e.from_ms) DESC, e.driver_id
    LIMIT ${limit + 1}`;
}
