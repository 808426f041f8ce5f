import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '../apply-migrations.ts';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';
import type { Database } from '../open-database.ts';
import { openDatabase } from '../open-database.ts';

/** An empty database of its own with all migrations, for tests; `close` stops the server and deletes it. */
export async function openScratchDatabase(): Promise<{
  readonly database: Database;
  readonly url: string;
  readonly close: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'rumo-scratch-'));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, port: await freePort() });
  await applyMigrations(postgres.url);
  const database = openDatabase(postgres.url);
  return {
    database,
    url: postgres.url,
    close: async () => {
      await database.$disconnect();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
