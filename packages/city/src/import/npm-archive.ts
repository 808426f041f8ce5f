import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type TarEntry, tarEntries } from './tar-entries.ts';

export interface NpmArchive {
  readonly package: string;
  readonly version: string;
  /** Of the .tgz, so that a pack is always made from the same bytes. */
  readonly sha256: string;
}

/** The files of an npm package, fetched once into `cacheDir`. Throws when it cannot be had or is another one. */
export function readNpmArchive(archive: NpmArchive, cacheDir: string): TarEntry[] {
  const file = join(cacheDir, `${archive.package.replace('@', '').replace('/', '-')}-${archive.version}.tgz`);
  if (!existsSync(file)) {
    mkdirSync(cacheDir, { recursive: true });
    const spec = `${archive.package}@${archive.version}`;
    try {
      execFileSync(process.execPath, [npmCli(), 'pack', spec, '--silent', '--pack-destination', cacheDir]);
    } catch (error) {
      throw new Error(`npm could not fetch ${spec}: ${(error as Error).message}`);
    }
  }
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== archive.sha256) {
    throw new Error(`${file} has sha256 ${sha256}, wanted ${archive.sha256}; delete it and try again`);
  }
  return [...tarEntries(gunzipSync(bytes))];
}

/** npm's own program: the one that runs this script, else the one beside node. */
function npmCli(): string {
  const beside = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    join(beside, 'node_modules/npm/bin/npm-cli.js'),
    join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  const found = candidates.find((path) => path?.endsWith('.js') && existsSync(path));
  if (!found) throw new Error('npm was not found; start this with: npm run city -- NAME');
  return found;
}
