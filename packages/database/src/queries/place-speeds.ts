import { Prisma } from '../generated/client.ts';
import type { QueryDatabase } from './query-database.ts';

/** Sums by place (W16) are of 5 min for 48 h, then of 1 h. */
export interface PlaceWindow {
  readonly windowMs: number;
  /** A multiple of `windowMs`. */
  readonly startMs: number;
}

export interface StreetRow {
  readonly street: string;
  /** Σ distance / Σ time, null when Σ time is 0. */
  readonly meanKmh: number | null;
  /** Whole km/h; of a name with several limits the one that most of the time was driven under. */
  readonly limitKmh: number;
  readonly distanceM: number;
  readonly timeS: number;
  /** The part of the time that was speeding (W17). */
  readonly overS: number;
}

/** Which page of a window's streets: those after the street `after` in the order asked for, at most `limit`. */
export interface StreetsPage extends PlaceWindow {
  readonly sort: keyof typeof sortColumns;
  readonly descending: boolean;
  readonly after: string | null;
  readonly limit: number;
}

/** One page of the streets with a name; `next` is the `after` of the page that follows. */
export async function streetSpeeds(
  database: QueryDatabase,
  page: StreetsPage,
): Promise<{ readonly rows: StreetRow[]; readonly next: string | null }> {
  const rows = await database.$queryRaw<StreetRow[]>(streetSpeedsSql(page));
  const more = rows.length > page.limit;
  if (more) rows.pop();
  return { rows, next: more ? (rows.at(-1)?.street ?? null) : null };
}

const sortColumns = {
  time: Prisma.sql`s.time_ms`,
  speed: Prisma.sql`s.distance_mm / nullif(s.time_ms, 0)`,
  over: Prisma.sql`s.over_ms`,
  name: Prisma.sql`s.street`,
};

export function streetSpeedsSql(page: StreetsPage): Prisma.Sql {
  const direction = page.descending ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS LAST`;
  const after =
    page.after === null
      ? Prisma.empty
      : Prisma.sql`WHERE r.place > (SELECT a.place FROM ranked a WHERE a.street = ${page.after})`;
  return Prisma.sql`
    WITH by_limit AS (
      SELECT r.street, r.limit_kmh, sum(r.distance_mm)::float8 AS distance_mm, sum(r.time_ms)::float8 AS time_ms,
        sum(r.over_ms)::float8 AS over_ms
      FROM (${placeRows('street', page)}) r
      WHERE r.street <> ''
      GROUP BY 1, 2
    ), by_street AS (
      SELECT street, (array_agg(limit_kmh ORDER BY time_ms DESC, limit_kmh))[1]::int AS limit_kmh,
        sum(distance_mm) AS distance_mm, sum(time_ms) AS time_ms, sum(over_ms) AS over_ms
      FROM by_limit GROUP BY 1
    ), ranked AS (
      SELECT s.*, row_number() OVER (ORDER BY ${sortColumns[page.sort]} ${direction}, s.street) AS place
      FROM by_street s
    )
    SELECT r.street, r.limit_kmh AS "limitKmh", ${meanKmh} AS "meanKmh", r.distance_mm / 1000 AS "distanceM",
      r.time_ms / 1000 AS "timeS", r.over_ms / 1000 AS "overS"
    FROM ranked r ${after}
    ORDER BY r.place
    LIMIT ${page.limit + 1}`;
}

export interface CellRow {
  /** The Web Mercator tile. */
  readonly x: number;
  readonly y: number;
  readonly meanKmh: number | null;
  readonly distanceM: number;
  readonly timeS: number;
}

/** All cells of a window that anybody drove in. */
export async function cellSpeeds(database: QueryDatabase, window: PlaceWindow): Promise<CellRow[]> {
  return database.$queryRaw<CellRow[]>(cellSpeedsSql(window));
}

export function cellSpeedsSql(window: PlaceWindow): Prisma.Sql {
  return Prisma.sql`
    SELECT r.x, r.y, ${meanKmh} AS "meanKmh", r.distance_mm / 1000 AS "distanceM", r.time_ms / 1000 AS "timeS"
    FROM (
      SELECT c.x, c.y, sum(c.distance_mm)::float8 AS distance_mm, sum(c.time_ms)::float8 AS time_ms
      FROM (${placeRows('cell', window)}) c
      GROUP BY 1, 2) r
    ORDER BY r.y, r.x`;
}

const meanKmh = Prisma.sql`CASE WHEN r.time_ms > 0 THEN r.distance_mm / r.time_ms * 3.6 END`;

/** The window's rows of the current logs (X5): those of 5 min and, where these are gone, of 1 h. */
function placeRows(kind: 'street' | 'cell', { windowMs, startMs }: PlaceWindow): Prisma.Sql {
  const rows = (table: string) => Prisma.sql`
    SELECT r.* FROM ${Prisma.raw(table)} r JOIN partition_progress p ON p.partition = r.partition AND p.log_id = r.log_id
    WHERE r.window_start_ms >= ${BigInt(startMs)}::bigint
      AND r.window_start_ms < ${BigInt(startMs + windowMs)}::bigint`;
  const fine = rows(`${kind}_speed`);
  return windowMs < placeRollupMs ? fine : Prisma.sql`${fine} UNION ALL ${rows(`${kind}_rollup`)}`;
}

const placeRollupMs = 3_600_000;
