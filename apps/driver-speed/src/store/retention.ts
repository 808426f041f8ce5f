import type { Database } from '@rumo/database/open';
import { rejectedKept } from '../windows/tally.ts';

/** W2: how long rows are kept behind closed_through, and the length of the sums that stay longer, ms. */
export const baseKeptMs = 48 * 3_600_000;
export const rollupKeptMs = 30 * 24 * 3_600_000;
export const rollupMs = 300_000;
/** W16: how long the sums are that take the place of those of 5 min by street and by cell. */
export const placeRollupMs = 3_600_000;

/** Keeps the tables bounded. Each call is one statement: done wholly or not at all, and harmless when repeated. */
export interface Retention {
  /**
   * Turns the oldest 5 min of base windows that start before `beforeMs` (a multiple of 5 min) into sums.
   * Returns whether there were any.
   */
  rollUpOldest(partition: number, beforeMs: number): Promise<boolean>;
  /** Turns the oldest hour of sums by street and by cell that start before `beforeMs` (a whole hour) into one each. */
  rollUpOldestPlaces(partition: number, beforeMs: number): Promise<boolean>;
  /** Deletes sums, and pieces of speeding, that start before `beforeMs`. */
  dropRollups(partition: number, beforeMs: number): Promise<void>;
  /** Deletes all but the newest rejected events. */
  trimRejected(): Promise<void>;
}

export function postgresRetention(
  database: Pick<Database, '$queryRawUnsafe' | '$executeRawUnsafe'>,
): Retention {
  return {
    async rollUpOldest(partition, beforeMs) {
      const rows = await database.$queryRawUnsafe<{ gone: number }[]>(rollUpSql, partition, String(beforeMs));
      return rows[0].gone > 0;
    },
    async rollUpOldestPlaces(partition, beforeMs) {
      let gone = 0;
      for (const sql of [rollUpStreetsSql, rollUpCellsSql]) {
        const rows = await database.$queryRawUnsafe<{ gone: number }[]>(sql, partition, String(beforeMs));
        gone += rows[0].gone;
      }
      return gone > 0;
    },
    async dropRollups(partition, beforeMs) {
      for (const table of ['speed_rollup', 'street_rollup', 'cell_rollup', 'speeding_window']) {
        await database.$executeRawUnsafe(dropSql(table), partition, String(beforeMs));
      }
    },
    async trimRejected() {
      await database.$executeRawUnsafe(trimRejectedSql, String(rejectedKept));
    },
  };
}

/** The sums take the place of the rows they are made of in one statement: no moment has both or neither. */
const rollUpSql = `
  WITH oldest AS (
    SELECT window_start_ms - window_start_ms % ${rollupMs} AS start_ms FROM speed_window
    WHERE partition = $1::int AND window_start_ms < $2::text::bigint
    ORDER BY window_start_ms LIMIT 1
  ), gone AS (
    DELETE FROM speed_window w USING oldest o
    WHERE w.partition = $1::int AND w.window_start_ms >= o.start_ms AND w.window_start_ms < o.start_ms + ${rollupMs}
    RETURNING w.*, o.start_ms
  ), sums AS (
    INSERT INTO speed_rollup AS r
      (log_id, partition, driver_id, window_start_ms, distance_m, time_s, fixes, outliers, partial, moving_ms, idle_ms)
    SELECT log_id, partition, driver_id, start_ms, sum(distance_m ORDER BY window_start_ms),
      sum(time_s ORDER BY window_start_ms), sum(fixes), sum(outliers), bool_or(partial),
      CASE WHEN count(moving_ms) = count(*) THEN sum(moving_ms) END,
      CASE WHEN count(idle_ms) = count(*) THEN sum(idle_ms) END
    FROM gone GROUP BY log_id, partition, driver_id, start_ms
    ON CONFLICT (log_id, partition, driver_id, window_start_ms) DO UPDATE SET
      distance_m = r.distance_m + excluded.distance_m, time_s = r.time_s + excluded.time_s,
      fixes = r.fixes + excluded.fixes, outliers = r.outliers + excluded.outliers,
      partial = r.partial OR excluded.partial, moving_ms = r.moving_ms + excluded.moving_ms,
      idle_ms = r.idle_ms + excluded.idle_ms
  )
  SELECT count(*)::int AS gone FROM gone`;

/** The same for sums by place; `place` are the columns that name one, `sums` those that add up. */
function rollUpPlacesSql(from: string, to: string, place: string, sums: readonly string[]): string {
  return `
  WITH oldest AS (
    SELECT window_start_ms - window_start_ms % ${placeRollupMs} AS start_ms FROM ${from}
    WHERE partition = $1::int AND window_start_ms < $2::text::bigint
    ORDER BY window_start_ms LIMIT 1
  ), gone AS (
    DELETE FROM ${from} s USING oldest o
    WHERE s.partition = $1::int AND s.window_start_ms >= o.start_ms
      AND s.window_start_ms < o.start_ms + ${placeRollupMs}
    RETURNING s.*, o.start_ms
  ), sums AS (
    INSERT INTO ${to} AS r (partition, window_start_ms, log_id, ${place}, ${sums.join(', ')})
    SELECT partition, start_ms, log_id, ${place}, ${sums.map((sum) => `sum(${sum})`).join(', ')}
    FROM gone GROUP BY partition, start_ms, log_id, ${place}
    ON CONFLICT (partition, window_start_ms, log_id, ${place}) DO UPDATE SET
      ${sums.map((sum) => `${sum} = r.${sum} + excluded.${sum}`).join(', ')}
  )
  SELECT count(*)::int AS gone FROM gone`;
}

const rollUpStreetsSql = rollUpPlacesSql('street_speed', 'street_rollup', 'street, limit_kmh', [
  'distance_mm',
  'time_ms',
  'over_ms',
]);
const rollUpCellsSql = rollUpPlacesSql('cell_speed', 'cell_rollup', 'x, y', ['distance_mm', 'time_ms']);

const dropSql = (table: string) => `
  DELETE FROM ${table} WHERE partition = $1::int AND window_start_ms < $2::text::bigint`;

const trimRejectedSql = `
  DELETE FROM rejected_event e USING (
    SELECT log_id, partition, position FROM rejected_event
    ORDER BY arrival_ms DESC, partition, length(position) DESC, position DESC OFFSET $1::text::bigint
  ) old
  WHERE e.log_id = old.log_id AND e.partition = old.partition AND e.position = old.position`;
