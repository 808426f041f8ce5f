// Shared by the entries of `npm start` and `npm test`: plain JavaScript that imports nothing from outside Node, so
// that it can run before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(root, 'node_modules');
/** What npm notes of what it installed. */
const noted = join(modules, '.package-lock.json');
const hasDev = () => existsSync(join(modules, 'vitest'));

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
 * Installs the packages when they are not those of the lockfile; `dev` adds what the tests need.
 * Returns the milliseconds it took, 0 when there was nothing to do.
 */
export function ensureInstalled({ dev }) {
  if (isCurrent(dev)) return 0;
  const npm = process.env.npm_execpath ?? bundledNpm();
  if (npm === null) fail('npm was not found next to Node: run `npm ci` once, then try again.');
  process.stdout.write('Installing the packages …\n');
  const startedMs = Date.now();
  const args = [npm, 'ci', '--no-audit', '--no-fund', ...(dev || hasDev() ? [] : ['--omit=dev'])];
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

/** By our own mark, else by what npm noted that it installed; never by file times, which every checkout changes. */
function isCurrent(dev) {
  const mark = join(modules, '.rumo-installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lockHash())
    return existsSync(noted) && (hasDev() || !dev);
  return (
    existsSync(noted) &&
    missing(readPackages(join(root, 'package-lock.json')), readPackages(noted), dev) === null
  );
}

/**
 * The first package of a lockfile that is not installed as the lockfile wants it, or null; both by path. Optional
 * packages may be missing if they are not made for this platform or for none by name, those of the tests if not `dev`.
 */
export function missing(wanted, installed, dev, platform = process.platform, arch = process.arch) {
  const isForHere = ({ os, cpu, libc }) =>
    os?.includes(platform) && cpu?.includes(arch) && (libc?.includes('glibc') ?? true);
  const isThere = ([path, { version, integrity, ...kind }]) => {
    const found = installed[path];
    if (found !== undefined) return found.version === version && found.integrity === integrity;
    return (kind.optional && !isForHere(kind)) || (kind.dev && !dev) || path === '';
  };
  return Object.entries(wanted).find((entry) => !isThere(entry))?.[0] ?? null;
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
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
