import { openDatabase } from '@rumo/database';
import { makeHome, startRumo } from '../tests/harness/rumo-process.ts';
import { until } from '../tests/harness/until.ts';

const minutes = Number(process.argv[3] ?? 6);
const windowMs = 30_000;

interface ErrorRow {
  readonly kind: string;
  readonly windows: number;
  readonly mean: number;
  readonly p95: number;
  readonly greatest: number;
  readonly computedMean: number;
}

/**
 * The product's own 30 s windows against the true odometer over the same intervals, at default noise and faults,
 * by the true speed of the window. Errors are absolute, km/h.
 */
const query = `
  WITH computed AS (
    SELECT driver_id, window_start_ms / ${windowMs} AS slot, sum(distance_m) AS m, sum(time_s) AS s
    FROM speed_window GROUP BY 1, 2),
  truth AS (
    SELECT driver_id, window_start_ms / ${windowMs} AS slot, sum(distance_m) AS m, sum(time_s) AS s
    FROM true_speed_window GROUP BY 1, 2),
  pairs AS (
    SELECT c.m / c.s * 3.6 AS kmh, t.m / t.s * 3.6 AS true_kmh
    FROM computed c JOIN truth t USING (driver_id, slot)
    WHERE c.s >= 25 AND abs(c.s - t.s) < 0.5)
  SELECT kind, count(*)::int AS windows, avg(abs(kmh - true_kmh)) AS mean,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY abs(kmh - true_kmh)) AS p95,
    max(abs(kmh - true_kmh)) AS greatest, avg(kmh) AS "computedMean"
  FROM pairs, LATERAL (VALUES
    ('all', true), ('parked (0)', true_kmh < 0.01), ('crawling (below 10)', true_kmh >= 0.01 AND true_kmh < 10),
    ('moving (10 and more)', true_kmh >= 10)) AS kinds (kind, fits)
  WHERE fits GROUP BY kind ORDER BY windows DESC`;

if (!(minutes > 0)) throw new Error(`npm run bench -- accuracy [MINUTES], got ${process.argv[3]}`);
const home = await makeHome();
const rumo = await startRumo(home, ['--drivers', '300', '--seed', '1']);
try {
  const database = openDatabase(await home.databaseUrl());
  const wanted = Math.floor((minutes * 60_000) / windowMs);
  await until(
    `${wanted} windows of 30 s`,
    async () => {
      const [{ slots }] = await database.$queryRaw<{ slots: number }[]>`
        SELECT count(DISTINCT window_start_ms / 30000)::int AS slots FROM true_speed_window`;
      return slots > wanted;
    },
    (minutes + 3) * 60_000,
  );
  const rows = await database.$queryRawUnsafe<ErrorRow[]>(query);
  await database.$disconnect();
  process.stdout.write(
    `\n30 s windows of 300 drivers over ${minutes} min, error against the odometer in km/h\n`,
  );
  process.stdout.write(`${'true speed, km/h'.padEnd(22)} windows   mean    p95  greatest  computed mean\n`);
  for (const row of rows) {
    const numbers = [row.mean, row.p95, row.greatest, row.computedMean].map((value) =>
      value.toFixed(2).padStart(7),
    );
    process.stdout.write(`${row.kind.padEnd(22)} ${String(row.windows).padStart(7)} ${numbers.join(' ')}\n`);
  }
} finally {
  await rumo.stop();
  await home.remove();
}
