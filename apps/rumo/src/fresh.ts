import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { standIn, stopLeftBehindPostgres } from '@rumo/database/embedded-postgres';

/**
 * Stops a PostgreSQL that an earlier start left running in the folder and, when `wipe` is set, removes everything
 * in it but the lock, after naming it.
 */
export async function wipeDataFolder(dataDir: string, wipe: boolean): Promise<void> {
  if (await stopLeftBehindPostgres(dataDir))
    process.stdout.write('Stopped a PostgreSQL that was left behind.\n');
  if (!wipe) return;
  const entries = (await readdir(dataDir)).filter((entry) => entry !== 'lock.json');
  process.stdout.write(`Wiping ${dataDir}: ${entries.length === 0 ? 'nothing in it' : entries.join(', ')}\n`);
  for (const folder of [...entries.map((entry) => join(dataDir, entry)), standIn(dataDir)]) {
    await rm(folder, { recursive: true, force: true });
  }
}
