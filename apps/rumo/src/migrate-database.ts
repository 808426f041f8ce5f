import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A process of its own: Prisma's schema engine would stay in the runner's memory. */
export async function migrateDatabase(root: string, databaseUrl: string): Promise<void> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const script = join(root, 'packages/database/src/migrate-main.ts');
  let output = '';
  const code = await new Promise<number | string | null>((resolve) => {
    const child = spawn(process.execPath, ['--import', tsx, script], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code !== 0) throw new Error(output.trim() || `The migrations could not be applied (${code}).`);
}
