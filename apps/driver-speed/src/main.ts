import { openDatabase } from '@rumo/database/open';
import { kafkaEnv, serviceStream } from '@rumo/event-stream';
import { announceReady, createLogger, onShutdown, readEnv } from '@rumo/service';
import { startDriverSpeed } from './driver-speed.ts';
import { driverSpeedEnv } from './env.ts';
import { postgresStore } from './store/postgres-store.ts';
import { postgresRetention } from './store/retention.ts';

const env = readEnv({ ...driverSpeedEnv, ...kafkaEnv });
const logger = createLogger('driver-speed');
const stream = serviceStream('driver-speed', env, logger);
const database = openDatabase(env.DATABASE_URL, { poolSize: 6, statementTimeoutMs: 3_000 });
const background = openDatabase(env.DATABASE_URL, { poolSize: 1, statementTimeoutMs: 60_000 });
const driverSpeed = await startDriverSpeed({
  stream,
  store: postgresStore(database),
  retention: postgresRetention(background),
  group: 'driver-speed',
  host: env.HOST,
  port: env.DRIVER_SPEED_PORT,
  allowedHosts: env.ALLOWED_HOSTS,
  simulation: env.SIMULATION,
  gapMs: env.SEGMENT_GAP_MS,
  nowMs: () => performance.now(),
  logger,
});
onShutdown(logger, async () => {
  await driverSpeed.stop();
  await stream.close();
  await Promise.all([database.$disconnect(), background.$disconnect()]);
});
logger.info({ port: driverSpeed.port }, 'listening');
announceReady({ port: driverSpeed.port });
