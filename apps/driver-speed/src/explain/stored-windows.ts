import type { Database } from '@rumo/database/open';
import { keyPartition } from '@rumo/event-stream';
import type { Stored, StoredRow } from './explanation.ts';
import type { Stretch } from './log-reading.ts';

/** What is stored of a stretch, and in which partition's log its fixes are. */
export interface StoredStretch extends Stored {
  readonly partition: number;
  /** Whether the driver has any window. */
  readonly isKnown: boolean;
}

/** Reads it; rejects when the database does not answer. Null before any partition was counted. */
export type ReadStored = (stretch: Stretch) => Promise<StoredStretch | null>;

export function postgresStoredWindows(database: Pick<Database, '$queryRawUnsafe'>): ReadStored {
  return async ({ driverId, fromMs, toMs }) => {
    const [rows, [newest], partitions] = await Promise.all([
      database.$queryRawUnsafe<(StoredRow & { partition: number })[]>(
        rowsSql,
        driverId,
        String(fromMs),
        String(toMs),
      ),
      database.$queryRawUnsafe<{ partition: number }[]>(newestSql, driverId),
      database.$queryRawUnsafe<{ partition: number; closedThroughMs: number | null }[]>(partitionsSql),
    ]);
    // A driver of no window yet is where its key says.
    const partition =
      rows[0]?.partition ?? newest?.partition ?? keyPartition(driverId, Math.max(1, partitions.length));
    const counted = partitions.find((each) => each.partition === partition);
    if (counted === undefined) return null;
    return {
      partition,
      isKnown: newest !== undefined,
      closedThroughMs: counted.closedThroughMs ?? Number.NEGATIVE_INFINITY,
      rows: rows.filter((row) => row.partition === partition),
    };
  };
}

const rowsSql = `
  SELECT w.partition, w.window_start_ms::float8 AS "windowStartMs", w.distance_m AS "distanceM", w.time_s AS "timeS",
    w.fixes, w.outliers, w.partial
  FROM speed_window w JOIN partition_progress p USING (partition, log_id)
  WHERE w.driver_id = $1 AND w.window_start_ms >= $2::text::bigint AND w.window_start_ms < $3::text::bigint
  ORDER BY w.window_start_ms`;

const newestSql = `
  SELECT w.partition FROM speed_window w JOIN partition_progress p USING (partition, log_id)
  WHERE w.driver_id = $1 ORDER BY w.window_start_ms DESC LIMIT 1`;

const partitionsSql = `
  SELECT partition, closed_through_ms::float8 AS "closedThroughMs" FROM partition_progress`;
