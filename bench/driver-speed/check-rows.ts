import type { Database } from '@rumo/database';
import { rowDifferences } from '../../tests/harness/compare-with-oracle.ts';
import { readTopic } from '../../tests/harness/read-topic.ts';
import { computeWindows, type OracleRow } from '../../tests/oracle/oracle.ts';

/** The closed windows of a topic by the oracle. */
export async function expectedRows(brokers: string, topic: string): Promise<readonly OracleRow[]> {
  const partitions = await readTopic(brokers, topic);
  return partitions.flatMap((records) => {
    const { rows, closedThroughMs } = computeWindows(records);
    return rows.filter((row) => row.windowStartMs + 10_000 <= (closedThroughMs ?? 0));
  });
}

/** What the product has written. */
export async function productRows(database: Database): Promise<readonly OracleRow[]> {
  const rows = await database.$queryRawUnsafe<OracleRow[]>(`
    SELECT driver_id AS "driverId", window_start_ms::float8 AS "windowStartMs", distance_m AS "distanceM",
      time_s AS "timeS", moving_ms::float8 AS "movingMs", idle_ms::float8 AS "idleMs", fixes, outliers FROM speed_window`);
  return rows;
}

/** What the Kafka Streams job has written: see `emit` in streams/SpeedWindows.java. */
export async function streamsRows(brokers: string, topic: string): Promise<readonly OracleRow[]> {
  const partitions = await readTopic(brokers, topic);
  return partitions.flat().map(({ key, value }) => {
    const view = Buffer.from(value as Uint8Array);
    return {
      driverId: Buffer.from(key as Uint8Array).toString(),
      windowStartMs: Number(view.readBigInt64BE(0)),
      distanceM: view.readDoubleBE(8),
      timeS: view.readDoubleBE(16),
      movingMs: Number(view.readBigInt64BE(24)),
      idleMs: Number(view.readBigInt64BE(32)),
      fixes: view.readInt32BE(40),
      outliers: view.readInt32BE(44),
    };
  });
}

/** Throws with the first differences when the rows are not the oracle's. */
export function mustEqual(who: string, expected: readonly OracleRow[], found: readonly OracleRow[]): void {
  const differences = rowDifferences(0, expected, found);
  if (differences.length === 0) return;
  const some = differences.slice(0, 5).join('\n');
  throw new Error(`${who}: ${differences.length} differences in ${expected.length} rows:\n${some}`);
}
