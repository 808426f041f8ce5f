import { applyMigrations } from './apply-migrations.ts';

const url = process.env.DATABASE_URL;
if (url === undefined || url === '') {
  process.stderr.write('DATABASE_URL is not set: it says which database to migrate.\n');
  process.exit(1);
}
try {
  const applied = await applyMigrations(url);
  process.stdout.write(
    applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`,
  );
  process.exit(0);
} catch (error) {
  process.stderr.write(
    `The migrations could not be applied: ${error instanceof Error ? error.message : error}\n`,
  );
  process.exit(1);
}
