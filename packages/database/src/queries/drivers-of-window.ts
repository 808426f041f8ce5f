import { Prisma } from '../generated/client.ts';
import type { QueryDatabase } from './query-database.ts';
import { type Motion, motion, speedKmh, windowSums } from './window-sums.ts';

export interface DriverOfWindow extends Motion {
  readonly driverId: string;
  /** Σ distance / Σ time, null when Σ time is 0 (W3). */
  readonly meanKmh: number | null;
  readonly distanceM: number;
  readonly timeS: number;
  readonly partial: boolean;
}

/** Which page of which window: drivers after `after` in the database's order, at most `limit`. */
export interface DriversPage {
  readonly windowMs: number;
  /** As in WindowRange; `startMs` is a multiple of it. */
  readonly hopMs?: number;
  readonly startMs: number;
  readonly after: string | null;
  readonly limit: number;
}

/** One page of a window's drivers in the order of their ids; `next` is the `after` of the page that follows. */
export async function driversOfWindow(
  database: QueryDatabase,
  page: DriversPage,
): Promise<{ readonly rows: DriverOfWindow[]; readonly next: string | null }> {
  const rows = await database.$queryRaw<DriverOfWindow[]>(driversOfWindowSql(page));
  const more = rows.length > page.limit;
  if (more) rows.pop();
  return { rows, next: more ? (rows.at(-1)?.driverId ?? null) : null };
}

export function driversOfWindowSql(page: DriversPage): Prisma.Sql {
  const { windowMs, hopMs = windowMs, startMs } = page;
  const range = { windowMs, hopMs, fromMs: startMs, toMs: startMs + hopMs };
  const after = page.after === null ? Prisma.empty : Prisma.sql`WHERE d.driver_id > ${page.after}`;
  return Prisma.sql`
    SELECT d.driver_id AS "driverId", CASE WHEN d.time_s > 0 THEN ${speedKmh} END AS "meanKmh",
      d.distance_m AS "distanceM", d.time_s AS "timeS", d.partial, ${motion}
    FROM (${windowSums(range)}) d ${after}
    ORDER BY d.driver_id
    LIMIT ${page.limit + 1}`;
}
