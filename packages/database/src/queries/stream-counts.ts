import type { QueryDatabase } from './query-database.ts';

/** Sums over the partitions since their logs began: read is the sum of used to otherTypes (W13). */
export interface StreamCounts {
  readonly read: number;
  readonly used: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly late: number;
  readonly rejected: number;
  readonly otherTypes: number;
  readonly outliers: number;
  readonly logGaps: number;
  readonly idleDisagreements: number;
}

export async function streamCounts(database: QueryDatabase): Promise<StreamCounts> {
  const [row] = await database.$queryRaw<StreamCounts[]>`
    SELECT coalesce(sum(read), 0)::float8 AS read, coalesce(sum(used), 0)::float8 AS used,
      coalesce(sum(duplicates), 0)::float8 AS duplicates, coalesce(sum(conflicts), 0)::float8 AS conflicts,
      coalesce(sum(late), 0)::float8 AS late, coalesce(sum(rejected), 0)::float8 AS rejected,
      coalesce(sum(other_types), 0)::float8 AS "otherTypes", coalesce(sum(outliers), 0)::float8 AS outliers,
      coalesce(sum(log_gaps), 0)::float8 AS "logGaps",
      coalesce(sum(idle_disagreements), 0)::float8 AS "idleDisagreements"
    FROM partition_progress`;
  return row;
}

/** Rejected records by reason, most frequent first. */
export async function rejectedByReason(
  database: QueryDatabase,
): Promise<{ readonly reason: string; readonly count: number }[]> {
  return database.$queryRaw`
    SELECT r.key AS reason, sum(r.value::numeric)::float8 AS count
    FROM partition_progress p, jsonb_each_text(p.rejected_by_reason) r
    GROUP BY r.key
    ORDER BY count DESC, reason`;
}

export interface RejectedRow {
  readonly partition: number;
  readonly position: string;
  readonly arrivalMs: number;
  readonly reason: string;
  readonly detail: string;
  /** The first bytes of key and value; null where the record had none. */
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly valueBytes: number | null;
}

/** The newest rejected records of the current logs, cut to `maxBytes` of key and value each. */
export async function newestRejected(
  database: QueryDatabase,
  limit: number,
  maxBytes: number,
): Promise<RejectedRow[]> {
  return database.$queryRaw<RejectedRow[]>`
    SELECT r.partition, r.position, r.arrival_ms::float8 AS "arrivalMs", r.reason, r.detail,
      substring(r.key FROM 1 FOR ${maxBytes}::int) AS key, substring(r.value FROM 1 FOR ${maxBytes}::int) AS value,
      octet_length(r.value) AS "valueBytes"
    FROM rejected_event r JOIN partition_progress p ON p.partition = r.partition AND p.log_id = r.log_id
    ORDER BY r.arrival_ms DESC, r.partition, r.position DESC
    LIMIT ${limit}`;
}
