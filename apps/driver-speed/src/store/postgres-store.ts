import type { Database } from '@rumo/database/open';
import type { Commit, PartitionStore } from './progress.ts';
import { ownershipOf, resumeClockJson } from './stored-progress.ts';

/**
 * The progress and the windows in PostgreSQL. Each call is one statement, so that one round trip is one transaction
 * and no client can stall inside it; `database` must be opened with timeouts.
 */
export function postgresStore(database: Pick<Database, '$queryRawUnsafe'>): PartitionStore {
  return {
    async takeOver(partition, newLogId) {
      const rows = await database.$queryRawUnsafe<unknown[]>(takeOverSql, partition, newLogId);
      return ownershipOf(rows[0]);
    },
    async commit(partition, version, commit) {
      const rows = await database.$queryRawUnsafe<{ hit: number }[]>(
        commitSql,
        partition,
        version,
        ...progressValues(commit),
        ...windowValues(commit),
        ...rejectedValues(commit),
        ...placeValues(commit),
      );
      return rows[0].hit === 1 ? 'committed' : 'fenced';
    },
    async notePaused(paused) {
      await database.$queryRawUnsafe(notePausedSql, paused);
    },
    async ping() {
      await database.$queryRawUnsafe('SELECT 1');
    },
  };
}

const takeOverSql = `
  INSERT INTO partition_progress AS p (partition, log_id, version) VALUES ($1::int, $2::uuid, 1)
  ON CONFLICT (partition) DO UPDATE SET version = p.version + 1
  RETURNING version::text, log_id::text, after_position, after_arrival_ms::text, closed_through_ms::text,
    resume_position, resume_clock, read::text, used::text, duplicates::text, conflicts::text, late::text,
    rejected::text, other_types::text, outliers::text, log_gaps::text, idle_disagreements::text, rejected_by_reason,
    coalesce(paused_at > now() - interval '60 seconds', false) AS paused`;

const notePausedSql = `UPDATE partition_progress SET paused_at = CASE WHEN $1::bool THEN now() END`;

/** Whatever is inserted is selected from \`mine\`, which is empty when a later owner has raised the version (X2). */
const commitSql = `
  WITH mine AS (
    UPDATE partition_progress SET
      log_id = $3::uuid, after_position = $4::text, after_arrival_ms = $5::text::bigint,
      closed_through_ms = $6::text::bigint, open_from_ms = $7::text::bigint, at_end = $8::bool,
      resume_position = $9::text, resume_clock = $10::text::jsonb, rejected_by_reason = $11::text::jsonb,
      read = ($12::text[])[1]::bigint, used = ($12::text[])[2]::bigint, duplicates = ($12::text[])[3]::bigint,
      conflicts = ($12::text[])[4]::bigint, late = ($12::text[])[5]::bigint, rejected = ($12::text[])[6]::bigint,
      other_types = ($12::text[])[7]::bigint, outliers = ($12::text[])[8]::bigint,
      log_gaps = ($12::text[])[9]::bigint, idle_disagreements = ($12::text[])[10]::bigint,
      city = $28::text
    WHERE partition = $1::int AND version = $2::text::bigint
    RETURNING partition, log_id
  ), windows AS (
    INSERT INTO speed_window
      (log_id, partition, driver_id, window_start_ms, distance_m, time_s, fixes, outliers, partial, moving_ms, idle_ms)
    SELECT mine.log_id, mine.partition, w.*
    FROM mine, unnest($13::text[], $14::text[]::bigint[], $15::text[]::float8[], $16::text[]::float8[],
      $17::text[]::int[], $18::text[]::int[], $19::text[]::bool[], $20::text[]::int[], $21::text[]::int[]) w
  ), rejections AS (
    INSERT INTO rejected_event (log_id, partition, position, arrival_ms, reason, detail, key, value)
    SELECT mine.log_id, mine.partition, r.position, r.arrival_ms, r.reason, r.detail,
      decode(r.key, 'base64'), decode(r.value, 'base64')
    FROM mine, unnest($22::text[], $23::text[]::bigint[], $24::text[], $25::text[], $26::text[], $27::text[])
      r(position, arrival_ms, reason, detail, key, value)
  ), streets AS (
    INSERT INTO street_speed AS s
      (log_id, partition, window_start_ms, street, limit_kmh, distance_mm, time_ms, over_ms)
    SELECT mine.log_id, mine.partition, r.*
    FROM mine, unnest($29::text[]::bigint[], $30::text[], $31::text[]::smallint[], $32::text[]::bigint[],
      $33::text[]::bigint[], $34::text[]::bigint[]) r
    ON CONFLICT (partition, window_start_ms, log_id, street, limit_kmh) DO UPDATE SET
      distance_mm = s.distance_mm + excluded.distance_mm, time_ms = s.time_ms + excluded.time_ms,
      over_ms = s.over_ms + excluded.over_ms
  ), cells AS (
    INSERT INTO cell_speed AS c (log_id, partition, window_start_ms, x, y, distance_mm, time_ms)
    SELECT mine.log_id, mine.partition, r.*
    FROM mine, unnest($35::text[]::bigint[], $36::text[]::int[], $37::text[]::int[], $38::text[]::bigint[],
      $39::text[]::bigint[]) r
    ON CONFLICT (partition, window_start_ms, log_id, x, y) DO UPDATE SET
      distance_mm = c.distance_mm + excluded.distance_mm, time_ms = c.time_ms + excluded.time_ms
  ), speeding AS (
    INSERT INTO speeding_window
      (log_id, partition, driver_id, window_start_ms, street, limit_kmh, until_ms, time_ms, distance_mm)
    SELECT mine.log_id, mine.partition, r.driver_id, r.window_start_ms, r.street, r.limit_kmh,
      r.until_ms::int[], r.time_ms::int[], r.distance_mm::int[]
    FROM mine, unnest($40::text[], $41::text[]::bigint[], $42::text[], $43::text[]::smallint[], $44::text[],
      $45::text[], $46::text[]) r(driver_id, window_start_ms, street, limit_kmh, until_ms, time_ms, distance_mm)
  )
  SELECT count(*)::int AS hit FROM mine`;

function progressValues(commit: Commit): unknown[] {
  const { counts, after, resume } = commit;
  return [
    commit.logId,
    after?.position ?? null,
    after === null ? null : String(after.arrivalMs),
    Number.isFinite(commit.closedThroughMs) ? String(commit.closedThroughMs) : null,
    commit.openFromMs === null ? null : String(commit.openFromMs),
    commit.atEnd,
    resume?.position ?? null,
    resume === null ? null : resumeClockJson(resume),
    JSON.stringify(commit.rejectedByReason),
    [
      counts.read,
      counts.used,
      counts.duplicates,
      counts.conflicts,
      counts.late,
      counts.rejected,
      counts.otherTypes,
      counts.outliers,
      counts.logGaps,
      counts.idleDisagreements,
    ].map(String),
  ];
}

/** Columns as text: the shortest decimal of a double reads back as the same double. */
function windowValues({ closed }: Commit): string[][] {
  return [
    closed.map((window) => window.driverId),
    closed.map((window) => String(window.windowStartMs)),
    closed.map((window) => String(window.distanceM)),
    closed.map((window) => String(window.timeS)),
    closed.map((window) => String(window.fixes)),
    closed.map((window) => String(window.outliers)),
    closed.map((window) => String(window.partial)),
    closed.map((window) => String(window.movingMs)),
    closed.map((window) => String(window.idleMs)),
  ];
}

/** Sums are added to those that earlier commits have left; pieces of speeding are rows of their own. */
function placeValues({ places }: Commit): (string | null | string[])[] {
  const { streets = [], cells = [], speeding = [] } = places ?? {};
  const list = (numbers: readonly number[]) => `{${numbers.join(',')}}`;
  return [
    places?.city ?? null,
    streets.map((sum) => String(sum.windowStartMs)),
    streets.map((sum) => sum.street),
    streets.map((sum) => String(sum.limitKmh)),
    streets.map((sum) => String(sum.distanceMm)),
    streets.map((sum) => String(sum.timeMs)),
    streets.map((sum) => String(sum.overMs)),
    cells.map((sum) => String(sum.windowStartMs)),
    cells.map((sum) => String(sum.x)),
    cells.map((sum) => String(sum.y)),
    cells.map((sum) => String(sum.distanceMm)),
    cells.map((sum) => String(sum.timeMs)),
    speeding.map((piece) => piece.driverId),
    speeding.map((piece) => String(piece.windowStartMs)),
    speeding.map((piece) => piece.street),
    speeding.map((piece) => String(piece.limitKmh)),
    speeding.map((piece) => list(piece.untilMs)),
    speeding.map((piece) => list(piece.timeMs)),
    speeding.map((piece) => list(piece.distanceMm)),
  ];
}

function rejectedValues({ rejected }: Commit): (string | null)[][] {
  return [
    rejected.map((record) => record.position),
    rejected.map((record) => String(record.arrivalMs)),
    rejected.map((record) => record.reason),
    rejected.map((record) => record.detail),
    rejected.map((record) => base64(record.key)),
    rejected.map((record) => base64(record.value)),
  ];
}

function base64(bytes: Uint8Array | null): string | null {
  return bytes === null
    ? null
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
