import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyMigrations } from './apply-migrations.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { readMigrations, readSchema } from './migrations.ts';
import { openDatabase } from './open-database.ts';
import { freePort } from './queries/scratch-postgres.ts';
import { allTables, openSchemaEngine } from './schema-engine.ts';

let folder: string;
let postgres: EmbeddedPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rumo-database-'));
  postgres = await startEmbeddedPostgres({ dataDir: folder, port: await freePort() });
}, 60_000);
afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('migrations apply to an empty database, and a second time nothing is left to apply', async () => {
  const names = (await readMigrations()).map((migration) => migration.name);
  expect(await applyMigrations(postgres.url)).toEqual(names);
  expect(await applyMigrations(postgres.url)).toEqual([]);
  const database = openDatabase(postgres.url);
  expect(await database.speedWindow.count()).toBe(0);
  await database.$disconnect();
});

test('the committed migrations lead to exactly the schema', async () => {
  const admin = openDatabase(postgres.url);
  await admin.$executeRaw`CREATE DATABASE from_schema`;
  await admin.$disconnect();
  const fromSchemaUrl = postgres.url.replace(/\/postgres$/, '/from_schema');
  const schema = await readSchema();
  const engine = await openSchemaEngine(fromSchemaUrl, schema);
  const { stdout } = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
    script: true,
    exitCode: null,
    filters: allTables,
  });
  await engine.dbExecute({ datasourceType: { tag: 'url', url: fromSchemaUrl }, script: stdout ?? '' });
  const expected = await describeTables(fromSchemaUrl);
  expect(expected.length).toBeGreaterThan(40);
  expect(await describeTables(postgres.url)).toEqual(expected);
});

test('a server that was left behind is taken over, with its data', async () => {
  const database = openDatabase(postgres.url);
  await database.$executeRaw`CREATE TABLE left_behind AS SELECT 1 AS one`;
  await database.$disconnect();
  const second = await startEmbeddedPostgres({ dataDir: folder, port: postgres.port });
  expect(second.pid).toBe(postgres.pid);
  const again = openDatabase(second.url);
  expect(await again.$queryRaw`SELECT one FROM left_behind`).toEqual([{ one: 1 }]);
  await again.$disconnect();
});

/** One line a column and an index, Prisma's own table apart. */
async function describeTables(url: string): Promise<readonly string[]> {
  const database = openDatabase(url);
  const rows = await database.$queryRaw<{ line: string }[]>`
    SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_prisma%'
    UNION ALL
    SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\\_prisma%'
    ORDER BY line`;
  await database.$disconnect();
  return rows.map((row) => row.line);
}
