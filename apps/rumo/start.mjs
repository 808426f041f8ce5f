// The entry of `npm start`: plain JavaScript that imports nothing from outside Node, so that it can run, check the
// machine and install the packages before anything else is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const startedAtMs = Date.now();
const root = fileURLToPath(new URL('../..', import.meta.url));

const problem = unsupported(process.versions.node, process.platform, process.arch);
if (problem !== null) fail(problem);
process.chdir(root);
if (!isInstalled()) install();
const { register } = await import('tsx/esm/api');
register();
const { start } = await import('./src/main.ts');
await start(process.argv.slice(2), startedAtMs, Date.now());

function unsupported(version, platform, arch) {
  const [major, minor] = version.split('.').map(Number);
  const nodeFits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (!nodeFits) return `Rumo needs Node 20.19 or newer, 22.12 or newer, or 24 and up; this is ${version}.`;
  const builds = ['darwin-arm64', 'darwin-x64', 'win32-x64', 'linux-x64', 'linux-arm64'];
  const musl = platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  if (builds.includes(`${platform}-${arch}`) && !musl) return null;
  const found = `${platform}-${arch}${musl ? ' with musl' : ''}`;
  return `No embedded PostgreSQL for ${found}: run Rumo in a Debian container, or on ${builds.join(', ')}.`;
}

/** What is installed belongs to this lockfile: by our own mark, else by npm's file being the newer one. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const mark = join(root, 'node_modules', '.rumo-installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lockHash()) return true;
  return statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** Runs npm through Node itself: no shell, the same on every system. Keeps dev dependencies where they are. */
function install() {
  const withDev = existsSync(join(root, 'node_modules', 'vitest'));
  const npm = process.env.npm_execpath ?? bundledNpm();
  if (npm === null) fail('npm was not found next to Node: run `npm ci --omit=dev` once, then start again.');
  process.stdout.write('Installing the packages …\n');
  const args = [npm, 'ci', '--no-audit', '--no-fund', ...(withDev ? [] : ['--omit=dev'])];
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    fail(`npm ci failed${error ? `: ${error.message}` : ''}. The first start needs the network; try again.`);
  }
  writeFileSync(join(root, 'node_modules', '.rumo-installed'), lockHash());
  process.stdout.write(`Packages installed in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s.\n`);
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

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
