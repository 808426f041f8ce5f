import { randomUUID } from 'node:crypto';
import { kafkaEnv, serviceStream } from '@rumo/event-stream';
import { announceReady, createLogger, onShutdown, orEnd, readEnv } from '@rumo/service';
import { allowedOrigins, limitsOf, liveMapEnv, replicaName } from './env.ts';
import { type LiveMap, startLiveMap } from './live-map.ts';

const env = readEnv({ ...liveMapEnv, ...kafkaEnv });
const logger = createLogger('live-map');
const stream = serviceStream('live-map', env, logger);
let liveMap: LiveMap | null = null;
// Before anything is waited for: the broker may be long in coming.
onShutdown(logger, async () => {
  await liveMap?.stop();
  await stream.close();
});
liveMap = await startLiveMap({
  stream,
  group: `live-map-${replicaName(env)}-${randomUUID().slice(0, 8)}`,
  host: env.HOST,
  port: env.LIVE_MAP_PORT,
  allowedHosts: env.ALLOWED_HOSTS,
  allowedOrigins: allowedOrigins(env),
  tickMs: env.LIVE_MAP_TICK_MS,
  limits: limitsOf(env),
  localNowMs: () => performance.timeOrigin + performance.now(),
  logger,
}).catch(orEnd(logger));
logger.info({ port: liveMap.port }, 'listening');
await liveMap.caughtUp;
announceReady({ port: liveMap.port });
