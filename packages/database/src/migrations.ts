import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with schema.prisma and migrations/. */
export const prismaFolder = fileURLToPath(new URL('../../../prisma', import.meta.url));

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the SQL in hex, as Prisma keeps it in _prisma_migrations. */
  readonly checksum: string;
}

/** The committed migrations, oldest first. */
export async function readMigrations(folder = prismaFolder): Promise<readonly Migration[]> {
  const entries = await readdir(join(folder, 'migrations'), { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, 'migrations', name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

export function readSchema(folder = prismaFolder): Promise<string> {
  return readFile(join(folder, 'schema.prisma'), 'utf8');
}
