import { startEmbeddedPostgres } from '@rumo/database/embedded-postgres';
import { startBroker } from '@rumo/embedded-kafka';
import { announceReady, createLogger, envField, onShutdown, readEnv } from '@rumo/service';
import { isProcessAlive } from '@rumo/service/process-alive';
import { z } from 'zod';
import { keepRunning } from './keep-running.ts';

const env = readEnv({
  RUMO_DATA: z.string().min(1),
  // 0: a broker or a database of the user's own serves.
  BROKER_PORT: envField.port(0),
  POSTGRES_PORT: envField.port(0),
});
const logger = createLogger('embedded');
const say = (line: string) => logger.info(line);

const broker =
  env.BROKER_PORT === 0
    ? null
    : startBroker({ host: '127.0.0.1', port: env.BROKER_PORT, dataDir: `${env.RUMO_DATA}/broker`, logger });
const postgres =
  env.POSTGRES_PORT === 0
    ? null
    : keepRunning('PostgreSQL', {
        start: () => startEmbeddedPostgres({ dataDir: env.RUMO_DATA, port: env.POSTGRES_PORT, say }),
        isAlive: isProcessAlive,
        say,
        lookMs: 500,
      });
onShutdown(logger, async () => {
  // Asked to stop while starting: what is coming up is waited for, so that no PostgreSQL is left behind.
  const started = await Promise.allSettled([
    broker?.then((it) => it.close()),
    postgres?.then((it) => it.stop()),
  ]);
  for (const result of started) if (result.status === 'rejected') throw result.reason;
});

try {
  await broker;
  process.send?.({ brokerReady: true });
  await postgres;
  announceReady({});
} catch (error) {
  logger.fatal({ err: error }, 'an embedded part could not start');
  await Promise.allSettled([broker?.then((it) => it.close()), postgres?.then((it) => it.stop())]);
  process.exit(1);
}
