import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Database } from '@rumo/database';
import { openScratchDatabase } from '@rumo/database/testing';
import type { WindowExplanation } from '@rumo/events';
import { buildWeb, staleWeb } from '../../apps/rumo/src/web-build.ts';
import { freePorts } from '../harness/free-ports.ts';
import { root, startNode } from '../harness/node-process.ts';
import { inTurnToBuildWeb } from '../harness/web-build-turn.ts';

/** The hour in which the windows of the stage lie. */
export const hourMs = 1_779_998_400_000;

export interface ApiStage {
  readonly address: string;
  /** Everything the web server has printed. */
  output(): string;
  close(): Promise<void>;
}

/**
 * The web server as it is shipped, on a database with 40 drivers and half an hour, or as told, and consumers that say
 * what consumers say.
 */
export async function openApiStage(size = { drivers: 40, windows: 180 }): Promise<ApiStage> {
  await inTurnToBuildWeb(async () => {
    const stale = await staleWeb(root);
    if (stale !== null) await buildWeb(root, stale.hash, AbortSignal.timeout(280_000));
  });
  const scratch = await openScratchDatabase();
  const consumers = await listen(consumersServer());
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${(consumers.address() as AddressInfo).port}`;
  const web = startNode(join(root, 'apps/web/server.mjs'), [], {
    DATABASE_URL: scratch.url,
    WEB_PORT: String(port),
    LIVE_MAP_STATUS_URL: `${url}/live-map`,
    DRIVER_SPEED_URL: `${url}/driver-speed`,
    CITIES_DIR: join(root, 'cities'),
    NEXT_TELEMETRY_DISABLED: '1',
  });
  const close = async () => {
    await web.end('SIGTERM');
    consumers.closeAllConnections();
    await new Promise((resolve) => consumers.close(resolve));
    await scratch.close();
  };
  try {
    await fill(scratch.database, size);
    await web.ready;
  } catch (error) {
    await close();
    throw error;
  }
  return { address: `http://127.0.0.1:${port}`, output: web.output, close };
}

/** Two partitions: drivers, their windows, sums by place, speeding, a 5 min sum, an odometer, a rejected record. */
async function fill(
  database: Database,
  size: { readonly drivers: number; readonly windows: number },
): Promise<void> {
  const logId = randomUUID();
  const ofHour = BigInt(hourMs);
  for (const partition of [0, 1]) {
    await database.$executeRaw`
      INSERT INTO partition_progress (partition, log_id, closed_through_ms, read, used, rejected, rejected_by_reason, city)
      VALUES (${partition}, ${logId}::uuid, ${ofHour + 1_790_000n}::bigint, 101, 100, 1, '{"bad_json": 1}', 'montevideo')`;
    await database.$executeRaw`
      INSERT INTO street_speed
      SELECT ${partition}, ${ofHour}::bigint + 300000 * w, ${logId}::uuid, 'Calle ' || s, 45, 1000 * s, 100 * w, 10
      FROM generate_series(1, 30) s, generate_series(0, 5) w`;
    await database.$executeRaw`
      INSERT INTO cell_speed
      SELECT ${partition}, ${ofHour}::bigint + 300000 * w, ${logId}::uuid, 45000 + c, 79000, 1000 * c, 100 * w
      FROM generate_series(1, 30) c, generate_series(0, 5) w`;
    await database.$executeRaw`
      INSERT INTO speeding_window
      SELECT ${partition}, ${ofHour}::bigint + 10000 * w, ${logId}::uuid, 'driver-' || ${partition}, 'Calle 1', 45,
        '{1000, 9000}', '{1000, 2000}', '{20000, 50000}'
      FROM generate_series(0, 179) w`;
    await database.$executeRaw`
      INSERT INTO speed_window
      SELECT ${logId}::uuid, ${partition}, 'driver-' || (2 * d + ${partition}), ${ofHour}::bigint + 10000 * w,
        (1 + (d - 1) % 20) * 5 + w % 7, CASE WHEN d = 1 THEN 0 ELSE 10 END, 10, 0, w = 0
      FROM generate_series(1, ${size.drivers / 2}::int) d, generate_series(0, ${size.windows - 1}::int) w`;
    await database.$executeRaw`
      INSERT INTO speed_rollup
      VALUES (${logId}::uuid, ${partition}, ${`driver-${2 + partition}`}, ${ofHour - 300_000n}, 3000, 300, 300, 0, false)`;
  }
  await database.$executeRaw`
    INSERT INTO true_speed_window
    SELECT driver_id, window_start_ms, distance_m + 1, time_s FROM speed_window WHERE driver_id = 'driver-6'`;
  await database.rejectedEvent.create({
    data: {
      logId,
      partition: 0,
      position: '7',
      arrivalMs: ofHour,
      reason: 'bad_json',
      detail: 'unexpected end',
      key: Buffer.from('driver-2'),
      value: Buffer.from('{"type":'),
    },
  });
}

function consumersServer(): Server {
  const partitions = [{ partition: 0, position: '12', lag: 0 }];
  const status = { group: 'g', paused: false, eventsPerSecond: 12.5, lastArrivalMs: hourMs, partitions };
  const counts = { read: 1, used: 1, duplicates: 0, conflicts: 0, late: 0, rejected: 0, otherTypes: 0 };
  const times = { watermarkMs: hourMs, nextWindowStartMs: null, windowMs: 10_000, graceMs: 10_000 };
  const answers: Readonly<Record<string, unknown>> = {
    '/live-map/status': status,
    '/driver-speed/status': {
      ...status,
      pausable: true,
      counts: { ...counts, outliers: 0, logGaps: 0 },
      rejectedByReason: {},
      ...times,
    },
    '/driver-speed/latest': [
      { driverId: 'driver-2', occurredAtMs: hourMs, speedMps: 11 },
      { driverId: 'driver-3', occurredAtMs: hourMs, speedMps: null },
    ],
    '/driver-speed/pause': { paused: true },
    '/driver-speed/resume': { paused: false },
  };
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stage');
    const body = pathname === '/driver-speed/explain' ? explanation(searchParams) : answers[pathname];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'unknown' }));
  });
}

/** Of the drivers that the database has. */
function explanation(asked: URLSearchParams): WindowExplanation | undefined {
  const driverId = asked.get('driver') ?? '';
  if (!/^driver-[0-9]+$/.test(driverId)) return undefined;
  return {
    driverId,
    windowStartMs: Number(asked.get('start')),
    windowMs: Number(asked.get('window')),
    row: null,
    before: null,
    fixes: [],
    note: 'The window is still open: fixes may come.',
  };
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
