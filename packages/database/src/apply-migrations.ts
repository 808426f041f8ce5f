import { type Migration, prismaFolder, readMigrations, readSchema } from './migrations.ts';
import { openDatabase } from './open-database.ts';
import { allTables, openSchemaEngine } from './schema-engine.ts';

/**
 * Brings the database to the newest schema, offline, and writes the ordinary _prisma_migrations table.
 * Returns the names of what was applied; an up-to-date database costs one query.
 * Throws when the database cannot be reached, when a migration fails, or when one was changed after it was applied.
 */
export async function applyMigrations(
  databaseUrl: string,
  folder = prismaFolder,
): Promise<readonly string[]> {
  const migrations = await readMigrations(folder);
  if (await isUpToDate(databaseUrl, migrations)) return [];
  const engine = await openSchemaEngine(databaseUrl, await readSchema(folder));
  try {
    const result = await engine.applyMigrations({
      migrationsList: migrationList(migrations, folder),
      filters: allTables,
    });
    return result.appliedMigrationNames;
  } finally {
    engine.free();
  }
}

function migrationList(migrations: readonly Migration[], folder: string) {
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map((migration) => ({
      path: migration.name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: migration.sql },
      },
    })),
  };
}

async function isUpToDate(databaseUrl: string, migrations: readonly Migration[]): Promise<boolean> {
  const database = openDatabase(databaseUrl, { poolSize: 1 });
  try {
    const [{ present }] = await database.$queryRaw<{ present: boolean }[]>`
      SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`;
    if (!present) return false;
    const applied = await database.$queryRaw<{ migration_name: string; checksum: string }[]>`
      SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
    return migrations.every(({ name, checksum }) =>
      applied.some((row) => row.migration_name === name && row.checksum === checksum),
    );
  } finally {
    await database.$disconnect();
  }
}
