import { applyMigrations, openDatabase, startEmbeddedPostgres } from '@rumo/database';
import { startBroker } from '@rumo/embedded-kafka';
import { rideEventsTopic } from '@rumo/events';
import { pino } from 'pino';
import { computeWindows, type OracleCounts, type OracleRow } from '../oracle/oracle.ts';
import { readTopic } from './read-topic.ts';
import type { RumoHome } from './rumo-process.ts';

export interface Comparison {
  readonly records: number;
  readonly rows: number;
  /** One line each; empty when every row and every count is the oracle's. */
  readonly differences: readonly string[];
  /** The log ids of the partitions, by partition. */
  readonly logIds: readonly string[];
}

/**
 * Compares what a stopped Rumo left in its database with the oracle's computation over the whole topic: per partition
 * the records up to the last one counted, the closed windows, and the sums of W13.
 */
export async function compareWithOracle(home: RumoHome): Promise<Comparison> {
  const broker = await startBroker({
    host: '127.0.0.1',
    port: home.ports.broker,
    dataDir: `${home.dataDir}/broker`,
    logger: pino({ level: 'silent' }),
  });
  const postgres = await startEmbeddedPostgres({ dataDir: home.dataDir, port: home.ports.postgres });
  const database = openDatabase(postgres.url);
  try {
    await applyMigrations(postgres.url);
    const topic = await readTopic(broker.address, rideEventsTopic.name);
    const progress = await database.partitionProgress.findMany({ orderBy: { partition: 'asc' } });
    const differences: string[] = [];
    let rows = 0;
    for (const it of progress) {
      const all = topic[it.partition];
      const last = all.findIndex((record) => record.position === it.afterPosition);
      if (last < 0) {
        differences.push(`partition ${it.partition}: no record at ${it.afterPosition} of ${all.length}`);
        continue;
      }
      const expected = computeWindows(all.slice(0, last + 1));
      const through = Number(it.closedThroughMs ?? 0);
      const stored = await database.speedWindow.findMany({
        where: { logId: it.logId, partition: it.partition },
      });
      rows += stored.length;
      differences.push(
        ...countDifferences(it.partition, expected.counts, it),
        ...rowDifferences(
          it.partition,
          expected.rows.filter((row) => row.windowStartMs + 10_000 <= through),
          stored.map((row) => ({ ...row, windowStartMs: Number(row.windowStartMs) })),
        ),
      );
      if (expected.closedThroughMs !== null && through < expected.closedThroughMs) {
        differences.push(
          `partition ${it.partition}: closed through ${through}, not ${expected.closedThroughMs}`,
        );
      }
    }
    const records = topic.reduce((sum, partition) => sum + partition.length, 0);
    return { records, rows, differences, logIds: progress.map((it) => it.logId) };
  } finally {
    await database.$disconnect();
    await postgres.stop();
    await broker.close();
  }
}

type StoredCounts = Readonly<Record<keyof OracleCounts, bigint>>;

function countDifferences(partition: number, expected: OracleCounts, stored: StoredCounts): string[] {
  return (Object.keys(expected) as (keyof OracleCounts)[])
    .filter((name) => BigInt(expected[name]) !== stored[name])
    .map((name) => `partition ${partition}: ${name} is ${stored[name]}, not ${expected[name]}`);
}

function rowDifferences(
  partition: number,
  expected: readonly OracleRow[],
  stored: readonly OracleRow[],
): string[] {
  const key = (row: OracleRow) => `${row.driverId} at ${row.windowStartMs}`;
  const left = new Map(stored.map((row) => [key(row), row]));
  const differences: string[] = [];
  for (const row of expected) {
    const found = left.get(key(row));
    left.delete(key(row));
    if (found === undefined) differences.push(`partition ${partition}: no row for ${key(row)}`);
    else if (!sameRow(row, found)) {
      differences.push(`partition ${partition}: ${key(row)} is ${describe(found)}, not ${describe(row)}`);
    }
  }
  for (const extra of left.keys()) differences.push(`partition ${partition}: a row too many for ${extra}`);
  return differences;
}

/** Sums in another order may differ in the last bits; anything more is a difference. */
function sameRow(a: OracleRow, b: OracleRow): boolean {
  const close = (x: number, y: number) => Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));
  return (
    close(a.distanceM, b.distanceM) &&
    close(a.timeS, b.timeS) &&
    a.fixes === b.fixes &&
    a.outliers === b.outliers
  );
}

function describe(row: OracleRow): string {
  return `${row.distanceM} m in ${row.timeS} s, ${row.fixes} fixes, ${row.outliers} outliers`;
}
