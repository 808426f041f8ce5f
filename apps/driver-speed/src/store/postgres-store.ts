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
    FROM mine, unnest($13::text::text[], $14::text::bigint[], $15::text::float8[], $16::text::float8[],
      $17::text::int[], $18::text::int[], $19::text::bool[], $20::text::int[], $21::text::int[]) w
  ), rejections AS (
    INSERT INTO rejected_event (log_id, partition, position, arrival_ms, reason, detail, key, value)
    SELECT mine.log_id, mine.partition, r.position, r.arrival_ms, r.reason, r.detail,
      decode(r.key, 'base64'), decode(r.value, 'base64')
    FROM mine, unnest($22::text::text[], $23::text::bigint[], $24::text::text[], $25::text::text[],
      $26::text::text[], $27::text::text[]) r(position, arrival_ms, reason, detail, key, value)
  ), streets AS (
    INSERT INTO street_speed AS s
      (log_id, partition, window_start_ms, street, limit_kmh, distance_mm, time_ms, over_ms)
    SELECT mine.log_id, mine.partition, r.*
    FROM mine, unnest($29::text::bigint[], $30::text::text[], $31::text::smallint[], $32::text::bigint[],
      $33::text::bigint[], $34::text::bigint[]) r
    ON CONFLICT (partition, window_start_ms, log_id, street, limit_kmh) DO UPDATE SET
      distance_mm = s.distance_mm + excluded.distance_mm, time_ms = s.time_ms + excluded.time_ms,
      over_ms = s.over_ms + excluded.over_ms
  ), cells AS (
    INSERT INTO cell_speed AS c (log_id, partition, window_start_ms, x, y, distance_mm, time_ms)
    SELECT mine.log_id, mine.partition, r.*
    FROM mine, unnest($35::text::bigint[], $36::text::int[], $37::text::int[], $38::text::bigint[],
      $39::text::bigint[]) r
    ON CONFLICT (partition, window_start_ms, log_id, x, y) DO UPDATE SET
      distance_mm = c.distance_mm + excluded.distance_mm, time_ms = c.time_ms + excluded.time_ms
  ), speeding AS (
    INSERT INTO speeding_window
      (log_id, partition, driver_id, window_start_ms, street, limit_kmh, until_ms, time_ms, distance_mm)
    SELECT mine.log_id, mine.partition, r.driver_id, r.window_start_ms, r.street, r.limit_kmh,
      r.until_ms::int[], r.time_ms::int[], r.distance_mm::int[]
    FROM mine, unnest($40::text::text[], $41::text::bigint[], $42::text::text[], $43::text::smallint[],
      $44::text::text[], $45::text::text[], $46::text::text[])
      r(driver_id, window_start_ms, street, limit_kmh, until_ms, time_ms, distance_mm)
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

/**
 * Each column as one text, PostgreSQL's own form of an array: what is given as an array is copied element by element by
 * all that it passes on its way. The shortest decimal of a double reads back as the same double.
 */
function windowValues({ closed }: Commit): string[] {
  return [
    texts(closed.map((window) => window.driverId)),
    plain(closed.map((window) => window.windowStartMs)),
    plain(closed.map((window) => window.distanceM)),
    plain(closed.map((window) => window.timeS)),
    plain(closed.map((window) => window.fixes)),
    plain(closed.map((window) => window.outliers)),
    plain(closed.map((window) => window.partial)),
    plain(closed.map((window) => window.movingMs)),
    plain(closed.map((window) => window.idleMs)),
  ];
}

/** Sums are added to those that earlier commits have left; pieces of speeding are rows of their own. */
function placeValues({ places }: Commit): (string | null)[] {
  const { streets = [], cells = [], speeding = [] } = places ?? {};
  return [
    places?.city ?? null,
    plain(streets.map((sum) => sum.windowStartMs)),
    texts(streets.map((sum) => sum.street)),
    plain(streets.map((sum) => sum.limitKmh)),
    plain(streets.map((sum) => sum.distanceMm)),
    plain(streets.map((sum) => sum.timeMs)),
    plain(streets.map((sum) => sum.overMs)),
    plain(cells.map((sum) => sum.windowStartMs)),
    plain(cells.map((sum) => sum.x)),
    plain(cells.map((sum) => sum.y)),
    plain(cells.map((sum) => sum.distanceMm)),
    plain(cells.map((sum) => sum.timeMs)),
    texts(speeding.map((piece) => piece.driverId)),
    plain(speeding.map((piece) => piece.windowStartMs)),
    texts(speeding.map((piece) => piece.street)),
    plain(speeding.map((piece) => piece.limitKmh)),
    texts(speeding.map((piece) => plain(piece.untilMs))),
    texts(speeding.map((piece) => plain(piece.timeMs))),
    texts(speeding.map((piece) => plain(piece.distanceMm))),
  ];
}

function rejectedValues({ rejected }: Commit): string[] {
  return [
    texts(rejected.map((record) => record.position)),
    plain(rejected.map((record) => record.arrivalMs)),
    texts(rejected.map((record) => record.reason)),
    texts(rejected.map((record) => record.detail)),
    texts(rejected.map((record) => base64(record.key))),
    texts(rejected.map((record) => base64(record.value))),
  ];
}

/** An array of what needs no quotes. */
function plain(values: readonly (number | boolean)[]): string {
  return `{${values.join(',')}}`;
}

function texts(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : quoted(value))).join(',')}}`;
}

const special = /["\\]/;

function quoted(text: string): string {
  return special.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

function base64(bytes: Uint8Array | null): string | null {
  return bytes === null
    ? null
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
