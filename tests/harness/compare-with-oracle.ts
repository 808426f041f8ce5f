import { cityPackDir, type EdgeIndex, indexEdges, readCityPack } from '@rumo/city';
import { openDatabase } from '@rumo/database';
import { rideEventsTopic } from '@rumo/events';
import { computeWindows, type OracleCounts, type OracleRow } from '../oracle/oracle.ts';
import { placeSums } from '../oracle/oracle-places.ts';
import { placeDifferences } from './place-differences.ts';
import { readTopic } from './read-topic.ts';

export interface Comparison {
  readonly records: number;
  readonly rows: number;
  /** One line each; empty when every row and every count is the oracle's. */
  readonly differences: readonly string[];
  /** The log ids of the partitions, by partition. */
  readonly logIds: readonly string[];
}

/** Where a Rumo keeps what is compared; nobody needs to be stopped. */
export interface RumoStores {
  /** host:port of at least one broker, separated by commas. */
  readonly brokers: string;
  readonly databaseUrl: string;
}

/**
 * Compares what is in the database with the oracle's computation over the whole topic: per partition the records up to
 * the last one counted, the closed windows, the sums of W13 and, where a city enriches them, those of W16.
 */
export async function compareWithOracle({ brokers, databaseUrl }: RumoStores): Promise<Comparison> {
  const partitions = await storedPartitions(databaseUrl);
  // After the database: the topic then holds every record that was counted.
  const topic = await readTopic(brokers, rideEventsTopic.name);
  const differences: string[] = [];
  if (partitions.length !== topic.length) {
    differences.push(`${partitions.length} partitions have a row, the topic has ${topic.length}`);
  }
  const citiesKnown = new Map<string, EdgeIndex>();
  for (const { progress: it, windows, places } of partitions) {
    const all = topic[it.partition];
    const last = all.findIndex((record) => record.position === it.afterPosition);
    if (last < 0 && it.afterPosition !== null) {
      differences.push(`partition ${it.partition}: no record at ${it.afterPosition} of ${all.length}`);
      continue;
    }
    const expected = computeWindows(all.slice(0, last + 1));
    const through = Number(it.closedThroughMs ?? 0);
    const closed = expected.rows.filter((row) => row.windowStartMs + 10_000 <= through);
    const known = windows.map((row) => ({
      ...row,
      windowStartMs: Number(row.windowStartMs),
      movingMs: row.movingMs ?? Number.NaN,
      idleMs: row.idleMs ?? Number.NaN,
    }));
    differences.push(
      ...countDifferences(it.partition, expected.counts, it),
      ...rowDifferences(it.partition, closed, known),
    );
    if (it.city !== null) {
      const streets = citiesKnown.get(it.city) ?? indexEdges(readCityPack(cityPackDir(it.city)).graph);
      citiesKnown.set(it.city, streets);
      differences.push(...placeDifferences(it.partition, placeSums(closed, streets), places));
    }
    if (expected.closedThroughMs !== null && through < expected.closedThroughMs) {
      differences.push(
        `partition ${it.partition}: closed through ${through}, not ${expected.closedThroughMs}`,
      );
    }
  }
  return {
    records: topic.reduce((sum, partition) => sum + partition.length, 0),
    rows: partitions.reduce((sum, { windows }) => sum + windows.length, 0),
    differences,
    logIds: partitions.map(({ progress }) => progress.logId),
  };
}

/** Each partition's progress with the windows of its log, all as of one moment. */
async function storedPartitions(databaseUrl: string) {
  const database = openDatabase(databaseUrl, { poolSize: 1 });
  try {
    return await database.$transaction(
      async (moment) => {
        const all = await moment.partitionProgress.findMany({ orderBy: { partition: 'asc' } });
        const partitions = [];
        for (const progress of all) {
          const { logId, partition } = progress;
          const where = { logId, partition };
          const windows = await moment.speedWindow.findMany({ where });
          const streets = await moment.streetSpeed.findMany({ where });
          const cells = await moment.cellSpeed.findMany({ where });
          const speeding = await moment.speedingWindow.findMany({ where });
          partitions.push({ progress, windows, places: { streets, cells, speeding } });
        }
        return partitions;
      },
      { isolationLevel: 'RepeatableRead', timeout: 120_000 },
    );
  } finally {
    await database.$disconnect();
  }
}

type StoredCounts = Readonly<Record<keyof OracleCounts, bigint>>;

function countDifferences(partition: number, expected: OracleCounts, stored: StoredCounts): string[] {
  return (Object.keys(expected) as (keyof OracleCounts)[])
    .filter((name) => BigInt(expected[name]) !== stored[name])
    .map((name) => `partition ${partition}: ${name} is ${stored[name]}, not ${expected[name]}`);
}

/** One line for each row that is missing, too many or another one; sums may differ in their last bits. */
export function rowDifferences(
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
    a.movingMs === b.movingMs &&
    a.idleMs === b.idleMs &&
    a.fixes === b.fixes &&
    a.outliers === b.outliers
  );
}

function describe(row: OracleRow): string {
  const motion = `${row.movingMs} ms moving, ${row.idleMs} idle`;
  return `${row.distanceM} m in ${row.timeS} s, ${motion}, ${row.fixes} fixes, ${row.outliers} outliers`;
}
