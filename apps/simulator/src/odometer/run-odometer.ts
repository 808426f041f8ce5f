import { join } from 'node:path';
import type { EventStream } from '@rumo/event-stream';
import type { Logger } from '@rumo/service';
import { readIfThere, replaceFile } from '../adapters/snapshot-file.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { type OdometerConsumer, startOdometer } from './odometer-consumer.ts';
import { trueWindowTable } from './true-window-table.ts';

export interface RunningOdometer {
  readonly consumer: OdometerConsumer;
  stop(): Promise<void>;
}

const flushEachMs = 2_000;

/** Starts the odometer consumer on a database, from where the folder says it stood. */
export async function runOdometer(
  stream: EventStream,
  databaseUrl: string,
  folder: string,
  logger: Logger,
): Promise<RunningOdometer> {
  // Loaded only when there is a database: the world starts sooner without it.
  const { openDatabase } = await import('@rumo/database/open');
  const database = openDatabase(databaseUrl, { poolSize: 1, statementTimeoutMs: 5_000 });
  const table = trueWindowTable(database);
  const path = join(folder, 'odometer.json');
  const found = parseCheckpoint(await readIfThere(path));
  // A place in the log beside an empty table is another database's.
  const kept = found !== null && !(await table.isEmpty().catch(() => false)) ? found : null;
  const consumer = await startOdometer({
    stream,
    table,
    kept,
    keep: (checkpoint) => replaceFile(path, Buffer.from(JSON.stringify(checkpoint))),
    flushEachMs,
    logger,
  });
  return {
    consumer,
    async stop() {
      await consumer.stop();
      await database.$disconnect();
    },
  };
}
