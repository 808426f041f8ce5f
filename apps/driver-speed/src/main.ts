import { openDatabase } from '@rumo/database/open';
import { kafkaEnv, serviceStream } from '@rumo/event-stream';
import { announceReady, createLogger, onShutdown, orEnd, readEnv } from '@rumo/service';
import { cityStreets } from './city-streets.ts';
import { type DriverSpeed, startDriverSpeed } from './driver-speed.ts';
import { driverSpeedEnv } from './env.ts';
import { postgresStoredWindows } from './explain/stored-windows.ts';
import { postgresStore } from './store/postgres-store.ts';
import { postgresRetention } from './store/retention.ts';

const env = readEnv({ ...driverSpeedEnv, ...kafkaEnv });
const logger = createLogger('driver-speed');
const stream = serviceStream('driver-speed', env, logger);
const database = openDatabase(env.DATABASE_URL, { poolSize: 6, statementTimeoutMs: 3_000 });
const background = openDatabase(env.DATABASE_URL, { poolSize: 1, statementTimeoutMs: 60_000 });
let driverSpeed: DriverSpeed | null = null;
// Before anything is waited for: the broker may be long in coming.
onShutdown(logger, async () => {
  await driverSpeed?.stop();
  await stream.close();
  await Promise.all([database.$disconnect(), background.$disconnect()]);
});
driverSpeed = await startDriverSpeed({
  stream,
  store: postgresStore(database),
  retention: postgresRetention(background),
  readStored: postgresStoredWindows(database),
  group: 'driver-speed',
  host: env.HOST,
  port: env.DRIVER_SPEED_PORT,
  allowedHosts: env.ALLOWED_HOSTS,
  simulation: env.SIMULATION,
  gapMs: env.SEGMENT_GAP_MS,
  maxSpeedMps: env.MAX_SPEED_MPS,
  streets: cityStreets(env, logger),
  nowMs: () => performance.now(),
  logger,
}).catch(orEnd(logger));
logger.info({ port: driverSpeed.port }, 'listening');
announceReady({ port: driverSpeed.port });
