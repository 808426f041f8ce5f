import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The node_modules of packages that only a benchmark needs; npm fetches them once into .cache/. */
export function npmPackages(name: string, packages: readonly string[]): string {
  const folder = resolve(import.meta.dirname, '../../.cache', name);
  if (existsSync(folder)) return join(folder, 'node_modules');
  // Into a folder of its own first: what was cut short is not taken for whole.
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'package.json'), '{"private":true}');
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const args = [...first, 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages];
  const { status } = spawnSync(command, args, { cwd: half, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm could not install ${packages.join(' ')}.`);
  renameSync(half, folder);
  return join(folder, 'node_modules');
}
