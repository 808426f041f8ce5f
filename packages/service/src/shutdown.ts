import type { Logger } from './logger.ts';

/**
 * Runs `stop` once when the process is asked to end and exits with 0, or with 1 when `stop` fails or is not done
 * after `timeoutMs` (D4). Asked by SIGTERM, SIGINT, an IPC message 'stop', or the IPC channel closing (the runner
 * is gone; on Windows a signal would be a hard kill). What nobody caught ends the process with 1, in the log's format.
 */
export function onShutdown(logger: Logger, stop: () => Promise<void>, timeoutMs = 4_500): void {
  let stopping = false;
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'crashed');
    process.exit(1);
  });
  const run = (reason: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    const deadline = setTimeout(() => {
      logger.error({ timeoutMs }, 'did not stop in time');
      process.exit(1);
    }, timeoutMs);
    deadline.unref();
    stop().then(
      () => {
        logger.info('stopped');
        process.exit(0);
      },
      (error) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => run('SIGTERM'));
  process.on('SIGINT', () => run('SIGINT'));
  process.on('message', (message) => {
    if (message === 'stop') run('asked by the runner');
  });
  process.on('disconnect', () => run('the runner is gone'));
}

/** Tells the runner, if there is one, that this service is up. */
export function announceReady(details: Readonly<Record<string, unknown>>): void {
  process.send?.({ ready: true, ...details });
}
