import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

const mark = 'rumo-content-hash';

/** Whether apps/web/.next was built from the sources as they are. */
export async function isWebBuilt(root: string): Promise<boolean> {
  const file = join(root, 'apps/web/.next', mark);
  return existsSync(file) && (await readFile(file, 'utf8')) === (await webContentHash(root));
}

/** Runs `next build`. Rejects with its output when it fails. */
export async function buildWeb(root: string, signal: AbortSignal): Promise<void> {
  const web = join(root, 'apps/web');
  const hash = await webContentHash(root);
  const next = createRequire(join(web, 'package.json')).resolve('next/dist/bin/next');
  let output = '';
  const code = await new Promise<number | string | null>((resolve) => {
    const child = spawn(process.execPath, [next, 'build'], {
      cwd: web,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (exitCode, exitSignal) => {
      signal.removeEventListener('abort', stop);
      resolve(exitCode ?? exitSignal);
    });
  });
  if (code !== 0) throw new Error(`The web build failed (${code}):\n${output.trim()}`);
  await writeFile(join(web, '.next', mark), hash);
}

/** Over everything the build reads: the web's own files, the packages' sources and the lockfile. */
async function webContentHash(root: string): Promise<string> {
  const hash = createHash('sha256');
  hash.update(process.versions.node);
  for (const folder of ['apps/web', 'packages', 'package-lock.json', 'tsconfig.json']) {
    for (const file of (await listFiles(join(root, folder))).sort()) {
      hash.update(`${relative(root, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

const leftOut = new Set(['node_modules', '.next', 'next-env.d.ts', 'fixtures', 'testdata']);

async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  const kept = entries.filter(
    (entry) => !leftOut.has(entry.name) && !/\.(test\.tsx?|tsbuildinfo)$/.test(entry.name),
  );
  const nested = kept.map((entry) =>
    entry.isDirectory() ? listFiles(join(path, entry.name)) : Promise.resolve([join(path, entry.name)]),
  );
  return (await Promise.all(nested)).flat();
}
