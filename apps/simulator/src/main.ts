import { kafkaEnv, kafkaEventStream, kafkaOptions } from '@rumo/event-stream';
import { announceReady, createLogger, onShutdown, readEnv } from '@rumo/service';
import { simulatorEnv } from './env.ts';
import { onDatabaseUrl } from './odometer/database-url.ts';
import { startSimulator } from './simulator.ts';

const env = readEnv({ ...simulatorEnv, ...kafkaEnv });
const logger = createLogger('simulator');
const stream = kafkaEventStream({ ...kafkaOptions(env), clientId: 'simulator', logger });
const simulator = await startSimulator(env, stream, logger);
onShutdown(logger, async () => {
  await simulator.stop();
  await stream.close();
});
onDatabaseUrl(env.DATABASE_URL, simulator.measureTruth);
await simulator.simulation.firstSent;
logger.info({ port: simulator.port, drivers: env.DRIVERS, city: env.CITY }, 'the first fixes are sent');
announceReady({ port: simulator.port });
