import { join } from 'node:path';
import { runNode } from './run-node.ts';
import { tsxLoader } from './tsx-loader.ts';

/** A process of its own: Prisma's schema engine would stay in the runner's memory. */
export async function migrateDatabase(root: string, databaseUrl: string): Promise<void> {
  const script = join(root, 'packages/database/src/migrate-main.ts');
  const { how, output } = await runNode(['--import', tsxLoader, script], {
    cwd: root,
    env: { DATABASE_URL: databaseUrl },
  });
  if (how !== 0) throw new Error(output || `The migrations could not be applied (${how}).`);
}
