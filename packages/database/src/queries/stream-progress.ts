import type { QueryDatabase } from './query-database.ts';
import { baseWindowMs, type WindowRange } from './window-sums.ts';

/** Where driver-speed's windows stand in one partition; epoch ms of event time. */
export interface PartitionStand {
  readonly partition: number;
  readonly logId: string;
  /** Every window that ends at or before this is closed. */
  readonly closedThroughMs: number | null;
  /** Start of the oldest open window. */
  readonly openFromMs: number | null;
  /** The log had been read to its end at the last commit. */
  readonly atEnd: boolean;
  /** The city by whose streets and cells its speeds are summed (W16), null where they are not. */
  readonly city: string | null;
}

export interface StreamProgress {
  readonly partitions: readonly PartitionStand[];
  /** End of the newest base window of the current logs, null before the first. */
  readonly newestEndMs: number | null;
}

/** Reads every partition's stand and the newest window. */
export async function streamProgress(database: QueryDatabase): Promise<StreamProgress> {
  const [partitions, newest] = await Promise.all([
    database.$queryRaw<PartitionStand[]>`
      SELECT partition, log_id::text AS "logId", closed_through_ms::float8 AS "closedThroughMs",
        open_from_ms::float8 AS "openFromMs", at_end AS "atEnd", city
      FROM partition_progress
      ORDER BY partition`,
    database.$queryRaw<{ startMs: number }[]>`
      SELECT w.window_start_ms::float8 AS "startMs"
      FROM speed_window w JOIN partition_progress p ON p.partition = w.partition AND p.log_id = w.log_id
      ORDER BY w.window_start_ms DESC
      LIMIT 1`,
  ]);
  return { partitions, newestEndMs: newest.length === 0 ? null : newest[0].startMs + baseWindowMs };
}

/** Whether a current log has any base window in the range. */
export async function hasWindows(database: QueryDatabase, range: WindowRange): Promise<boolean> {
  const [row] = await database.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM speed_window w JOIN partition_progress p ON p.partition = w.partition AND p.log_id = w.log_id
      WHERE w.window_start_ms >= ${BigInt(range.fromMs)}::bigint
        AND w.window_start_ms < ${BigInt(range.toMs)}::bigint) AS found`;
  return row?.found ?? false;
}

/** Where the kept windows of the current logs begin, epoch ms; null where there are none (W2). */
export interface StreamExtent {
  readonly baseFromMs: number | null;
  readonly rollupFromMs: number | null;
}

export async function streamExtent(database: QueryDatabase): Promise<StreamExtent> {
  const [base, rollup] = await Promise.all([
    database.$queryRaw<{ startMs: number }[]>`
      SELECT w.window_start_ms::float8 AS "startMs"
      FROM speed_window w JOIN partition_progress p ON p.partition = w.partition AND p.log_id = w.log_id
      ORDER BY w.window_start_ms
      LIMIT 1`,
    database.$queryRaw<{ startMs: number }[]>`
      SELECT w.window_start_ms::float8 AS "startMs"
      FROM speed_rollup w JOIN partition_progress p ON p.partition = w.partition AND p.log_id = w.log_id
      ORDER BY w.window_start_ms
      LIMIT 1`,
  ]);
  return { baseFromMs: base[0]?.startMs ?? null, rollupFromMs: rollup[0]?.startMs ?? null };
}
