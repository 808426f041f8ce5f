// Shared by the entries of `npm start` and `npm test`: plain JavaScript that imports nothing from outside Node, so
// that it can run before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(root, 'node_modules');

/** One line that says why Rumo does not run here, or null. */
export function unsupported(
  version = process.versions.node,
  platform = process.platform,
  arch = process.arch,
  musl = platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime,
) {
  const [major, minor] = version.split('.').map(Number);
  const nodeFits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (!nodeFits) return `Rumo needs Node 20.19 or newer, 22.12 or newer, or 24 and up; this is ${version}.`;
  const builds = ['darwin-arm64', 'darwin-x64', 'win32-x64', 'linux-x64', 'linux-arm64'];
  if (builds.includes(`${platform}-${arch}`) && !musl) return null;
  const found = `${platform}-${arch}${musl ? ' with musl' : ''}`;
  return `No embedded PostgreSQL for ${found}: run Rumo in a Debian container, or on ${builds.join(', ')}.`;
}

/**
 * Installs the packages when they are missing or older than the lockfile; `dev` adds what the tests need.
 * Returns the milliseconds it took, 0 when there was nothing to do.
 */
export function ensureInstalled({ dev }) {
  const hasDev = existsSync(join(modules, 'vitest'));
  if (isCurrent() && (hasDev || !dev)) return 0;
  const npm = process.env.npm_execpath ?? bundledNpm();
  if (npm === null) fail('npm was not found next to Node: run `npm ci` once, then try again.');
  process.stdout.write('Installing the packages …\n');
  const startedMs = Date.now();
  const args = [npm, 'ci', '--no-audit', '--no-fund', ...(dev || hasDev ? [] : ['--omit=dev'])];
  // npm runs through Node itself: no shell, the same on every system.
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    fail(`npm ci failed${error ? `: ${error.message}` : ''}. The first run needs the network; try again.`);
  }
  writeFileSync(join(modules, '.rumo-installed'), lockHash());
  const tookMs = Date.now() - startedMs;
  process.stdout.write(`Packages installed in ${(tookMs / 1000).toFixed(1)} s.\n`);
  return tookMs;
}

/** What is installed belongs to this lockfile: by our own mark, else by npm's file being the newer one. */
function isCurrent() {
  const installed = join(modules, '.package-lock.json');
  if (!existsSync(installed)) return false;
  const mark = join(modules, '.rumo-installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lockHash()) return true;
  return statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

function bundledNpm() {
  const node = dirname(process.execPath);
  const places = [
    join(node, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(node, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  return places.find((place) => existsSync(place)) ?? null;
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

export function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
