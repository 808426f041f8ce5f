import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { runNode } from './run-node.ts';

const markOf = (root: string) => join(root, 'apps/web/.next/rumo-content-hash');

export interface StaleWeb {
  /** Of what has to be built. */
  readonly hash: string;
  /** Whether the pages were built whole before, from something else. */
  readonly isBuilt: boolean;
}

/** What apps/web/.next is not built from yet; null when it is up to date. */
export async function staleWeb(root: string): Promise<StaleWeb | null> {
  const hash = await webContentHash(root);
  const built = await readFile(markOf(root), 'utf8').catch(() => null);
  return built === hash ? null : { hash, isBuilt: built !== null };
}

/** Runs `next build` and marks what it built from with `hash`. Rejects with its output when it fails. */
export async function buildWeb(root: string, hash: string, signal: AbortSignal): Promise<void> {
  const web = join(root, 'apps/web');
  // First: a build that is cut short leaves pages that are of neither the old sources nor the new ones.
  await rm(markOf(root), { force: true });
  const next = createRequire(join(web, 'package.json')).resolve('next/dist/bin/next');
  const { how, output } = await runNode([next, 'build'], {
    cwd: web,
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    signal,
  });
  if (how !== 0) throw new Error(`The web build failed (${how}):\n${output}`);
  await writeFile(markOf(root), hash);
}

/** Over everything the build reads: the web's own files, its packages' sources and the lockfile. */
async function webContentHash(root: string): Promise<string> {
  const hash = createHash('sha256');
  hash.update(process.versions.node);
  const folders = await foldersOf(root, 'apps/web');
  for (const folder of [...folders, 'package-lock.json', 'tsconfig.json']) {
    for (const file of (await listFiles(join(root, folder))).sort()) {
      hash.update(`${relative(root, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

/** A workspace's folder and those of the workspaces it depends on, however indirectly; sorted. */
export async function foldersOf(root: string, folder: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const add = async (from: string): Promise<void> => {
    if (found.has(from)) return;
    found.add(from);
    const { dependencies = {} } = JSON.parse(await readFile(join(root, from, 'package.json'), 'utf8'));
    const ours = Object.keys(dependencies).filter((name) => name.startsWith('@rumo/'));
    for (const name of ours) await add(`packages/${name.slice('@rumo/'.length)}`);
  };
  await add(folder);
  return [...found].sort();
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
