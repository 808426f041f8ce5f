import type { QueryDatabase } from './query-database.ts';
import { baseWindowMs, rollupWindowMs } from './window-sums.ts';

/** Where driver-speed's windows stand in one partition; epoch ms of event time. */
export interface PartitionStand {
  readonly partition: number;
  readonly logId: string;
  readonly closedThroughMs: number | null;
  readonly openFromMs: number | null;
  readonly atEnd: boolean;
}

/** What the database holds of the current logs: ends are exclusive, null where there is nothing. */
export interface StreamProgress {
  readonly partitions: readonly PartitionStand[];
  readonly baseFromMs: number | null;
  readonly rollupFromMs: number | null;
  readonly newestEndMs: number | null;
}

/** Reads the progress rows and the extent of the windows of the current logs. */
export async function streamProgress(database: QueryDatabase): Promise<StreamProgress> {
  // One row at each end of an index range of each partition: the tables are never scanned.
  const rows = await database.$queryRaw<ProgressRow[]>`
    SELECT p.partition, p.log_id::text AS log_id, p.closed_through_ms::float8 AS closed_through_ms,
      p.open_from_ms::float8 AS open_from_ms, p.at_end,
      (SELECT w.window_start_ms::float8 FROM speed_window w
        WHERE w.log_id = p.log_id AND w.partition = p.partition
        ORDER BY w.window_start_ms LIMIT 1) AS base_from_ms,
      (SELECT w.window_start_ms::float8 FROM speed_window w
        WHERE w.log_id = p.log_id AND w.partition = p.partition
        ORDER BY w.window_start_ms DESC LIMIT 1) AS base_newest_ms,
      (SELECT r.window_start_ms::float8 FROM speed_rollup r
        WHERE r.log_id = p.log_id AND r.partition = p.partition
        ORDER BY r.window_start_ms LIMIT 1) AS rollup_from_ms,
      (SELECT r.window_start_ms::float8 FROM speed_rollup r
        WHERE r.log_id = p.log_id AND r.partition = p.partition
        ORDER BY r.window_start_ms DESC LIMIT 1) AS rollup_newest_ms
    FROM partition_progress p
    ORDER BY p.partition`;
  const baseNewestMs = greatest(rows.map((row) => row.base_newest_ms));
  const rollupNewestMs = greatest(rows.map((row) => row.rollup_newest_ms));
  return {
    partitions: rows.map((row) => ({
      partition: row.partition,
      logId: row.log_id,
      closedThroughMs: row.closed_through_ms,
      openFromMs: row.open_from_ms,
      atEnd: row.at_end,
    })),
    baseFromMs: least(rows.map((row) => row.base_from_ms)),
    rollupFromMs: least(rows.map((row) => row.rollup_from_ms)),
    newestEndMs: greatest([
      baseNewestMs === null ? null : baseNewestMs + baseWindowMs,
      rollupNewestMs === null ? null : rollupNewestMs + rollupWindowMs,
    ]),
  };
}

interface ProgressRow {
  readonly partition: number;
  readonly log_id: string;
  readonly closed_through_ms: number | null;
  readonly open_from_ms: number | null;
  readonly at_end: boolean;
  readonly base_from_ms: number | null;
  readonly base_newest_ms: number | null;
  readonly rollup_from_ms: number | null;
  readonly rollup_newest_ms: number | null;
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function greatest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
