import { Prisma } from '../generated/client.ts';
import type { QueryDatabase } from './query-database.ts';
import { speedKmh, windowSums } from './window-sums.ts';

export interface HistogramRow {
  /** Bin number: speeds from bin × binKmh up to the next bin's start. */
  readonly bin: number;
  readonly drivers: number;
}

/** How many drivers of one window fall in each bin of `binKmh`; empty bins have no row. */
export async function speedHistogram(
  database: QueryDatabase,
  window: { readonly windowMs: number; readonly startMs: number; readonly binKmh: number },
): Promise<HistogramRow[]> {
  const range = {
    windowMs: window.windowMs,
    fromMs: window.startMs,
    toMs: window.startMs + window.windowMs,
  };
  return database.$queryRaw<HistogramRow[]>(Prisma.sql`
    SELECT floor(${speedKmh} / ${window.binKmh}::float8)::int AS bin, count(*)::int AS drivers
    FROM (${windowSums(range)}) d
    WHERE d.time_s > 0
    GROUP BY 1
    ORDER BY 1`);
}
