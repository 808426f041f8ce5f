import { cityPackDir, readCityPack } from '@rumo/city';
import { openScratchDatabase } from '@rumo/database/testing';
import { comparePositions } from '@rumo/event-stream';
import { speedCellZoom } from '@rumo/events';
import { tileAt } from '@rumo/geo';
import { commitOf, openSession, takeRecords } from '../apps/driver-speed/src/partition/session.ts';
import { postgresStore } from '../apps/driver-speed/src/store/postgres-store.ts';
import { baseKeptMs, postgresRetention, rollupKeptMs } from '../apps/driver-speed/src/store/retention.ts';
import { streetMapOf } from '../apps/driver-speed/src/windows/street-map.ts';
import { defaultNoise } from '../apps/simulator/src/core/gps-noise.ts';
import { advance, driverIdOf, newWorld } from '../apps/simulator/src/core/world.ts';
import { noFaults } from '../apps/simulator/src/testing/small-world.ts';

const drivers = Number(process.argv[3] ?? 10_000);
if (!(drivers > 0)) throw new Error('npm run bench -- retention [DRIVERS]');
/** Five minutes, the grace, and one window more so that the last one closes. */
const seconds = 330;
const partitions = 6;
/** The start of an hour. */
const t0 = 1_779_998_400_000;
const slotMs = 300_000;
const weekMs = 7 * 24 * 3_600_000;
const encoder = new TextEncoder();
const pack = readCityPack(cityPackDir('montevideo'));
const streets = streetMapOf(pack);

const { database, close } = await openScratchDatabase();
try {
  await writeFiveMinutes();
  const fine = await sizes(['speed_window', 'street_speed', 'cell_speed', 'speeding_window']);
  const retention = postgresRetention(database);
  for (let partition = 0; partition < partitions; partition++) {
    await retention.rollUpOldest(partition, t0 + slotMs);
    await retention.rollUpOldestPlaces(partition, t0 + slotMs);
  }
  const coarse = await sizes(['speed_rollup', 'street_rollup', 'cell_rollup']);
  report(fine, coarse);
} finally {
  await close();
}

/** As driver-speed writes them: one session a partition, a commit each 10 s of stream. */
async function writeFiveMinutes(): Promise<void> {
  const settings = { gapMs: 60_000, recordsPerCheckpoint: 250, streets };
  const store = postgresStore(database);
  const owners = await Promise.all(
    Array.from({ length: partitions }, async (_, partition) => {
      const { version, progress } = await store.takeOver(partition, '00000000-0000-4000-8000-000000000001');
      return { partition, version, session: openSession(progress, settings), read: 0 };
    }),
  );
  const world = newWorld(pack.graph, { seed: 1, drivers, noise: defaultNoise, faults: noFaults }, 'bench');
  const event = (driver: number, occurredAtMs: number, value: string) => {
    const owner = owners[driver % partitions];
    const record = {
      position: String(owner.read++),
      arrivalMs: occurredAtMs,
      key: encoder.encode(driverIdOf(driver)),
      value: encoder.encode(value),
    };
    takeRecords(owner.session, [record], 0, 1, comparePositions);
  };
  for (let second = 10; second <= seconds; second += 10) {
    advance(world, second * drivers, t0, { event, odometer: null });
    for (const { partition, version, session } of owners) {
      await store.commit(partition, version, commitOf(session, false));
    }
  }
  // What lies beyond the five minutes is not counted.
  for (const table of ['speed_window', 'street_speed', 'cell_speed', 'speeding_window']) {
    await database.$executeRawUnsafe(`DELETE FROM ${table} WHERE window_start_ms >= ${t0 + slotMs}`);
  }
}

interface Size {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

/** With indexes, and with what is dead and not yet used again. */
async function sizes(tables: readonly string[]): Promise<Size[]> {
  const all: Size[] = [];
  for (const table of tables) {
    await database.$executeRawUnsafe(`VACUUM ${table}`);
    const [row] = await database.$queryRawUnsafe<{ rows: number; bytes: number }[]>(
      `SELECT count(*)::float8 AS rows, pg_total_relation_size('${table}')::float8 AS bytes FROM ${table}`,
    );
    all.push({ table, ...row });
  }
  return all;
}

function report(fine: readonly Size[], coarse: readonly Size[]): void {
  const cells = new Set<string>();
  for (let point = 0; point < pack.graph.shapeLatitude.length; point++) {
    const place = { latitude: pack.graph.shapeLatitude[point], longitude: pack.graph.shapeLongitude[point] };
    const { x, y } = tileAt(place, speedCellZoom);
    cells.add(`${x} ${y}`);
  }
  const slots = (ms: number) => ms / slotMs;
  const hours = (Math.min(weekMs, rollupKeptMs) - baseKeptMs) / 3_600_000;
  /** Rows of a week, and where that number comes from. */
  const weekRows: Readonly<Record<string, (size: Size) => number>> = {
    speed_window: ({ rows }) => rows * slots(baseKeptMs),
    street_speed: ({ rows }) => rows * slots(baseKeptMs),
    cell_speed: ({ rows }) => rows * slots(baseKeptMs),
    speeding_window: ({ rows }) => rows * slots(weekMs),
    speed_rollup: ({ rows }) => rows * slots(weekMs - baseKeptMs),
    // No more than every street and every cell in every partition, each hour.
    street_rollup: () => streets.streets.length * partitions * hours,
    cell_rollup: () => cells.size * partitions * hours,
  };
  const print = (...columns: readonly (string | number)[]) =>
    process.stdout.write(
      `${String(columns[0]).padEnd(18)}${columns
        .slice(1)
        .map((it) => String(it).padStart(16))
        .join('')}\n`,
    );
  print(`${drivers} drivers`, 'rows in 5 min', 'bytes a row', 'rows in a week', 'GB');
  let total = 0;
  for (const size of [...fine, ...coarse]) {
    const bytesRow = size.rows === 0 ? 0 : size.bytes / size.rows;
    const rows = weekRows[size.table](size);
    total += bytesRow * rows;
    print(size.table, size.rows, bytesRow.toFixed(0), Math.round(rows), ((bytesRow * rows) / 1e9).toFixed(2));
  }
  print('a week', '', '', '', (total / 1e9).toFixed(1));
}
