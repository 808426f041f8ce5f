import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

/** Writes the Prisma client for a schema file, to where its generator block says. Needs the prisma dev dependency. */
export async function generateClient(schemaFile: string): Promise<void> {
  const prisma = createRequire(import.meta.url).resolve('prisma-cli/build/index.js');
  await promisify(execFile)(process.execPath, [prisma, 'generate', '--schema', schemaFile], {
    // Generating runs no engine, but the CLI downloads one unless this names an executable.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
}
