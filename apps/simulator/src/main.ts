import { kafkaEnv, serviceStream } from '@rumo/event-stream';
import { announceReady, createLogger, onShutdown, readEnv } from '@rumo/service';
import { simulatorEnv } from './env.ts';
import { type Simulator, startSimulator } from './simulator.ts';

const env = readEnv({ ...simulatorEnv, ...kafkaEnv });
const logger = createLogger('simulator');
const stream = serviceStream('simulator', env, logger);
let simulator: Simulator | null = null;
let stopping = false;
// Before anything is waited for: the broker may be long in coming.
onShutdown(logger, async () => {
  stopping = true;
  await simulator?.stop();
  await stream.close();
});
try {
  simulator = await startSimulator(env, stream, logger);
} catch (error) {
  if (!stopping) {
    logger.fatal(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
if (simulator !== null) {
  if (env.DATABASE_URL !== undefined) simulator.measureTruth(env.DATABASE_URL);
  await simulator.simulation.firstSent;
  logger.info({ port: simulator.port, drivers: env.DRIVERS, city: env.CITY }, 'the first fixes are sent');
  announceReady({ port: simulator.port });
}
