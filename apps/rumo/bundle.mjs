// Makes one file of the broker's sources, kept until one of them changes: it starts several times as fast as forty
// files that are compiled one by one. Plain JavaScript, as it runs before anything that reads TypeScript.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './install.mjs';

const sources = ['apps/rumo', 'packages/embedded-kafka', 'packages/service'];

/** The address of the bundle of `apps/rumo/src/<name>.ts`; null where none can be made. */
export async function bundleOf(name) {
  const path = join(root, 'node_modules', '.cache', 'rumo', `${name}-${stampOf(sources)}.mjs`);
  try {
    if (!existsSync(path)) await make(name, path);
    return pathToFileURL(path).href;
  } catch {
    // A read-only folder, or no compiler: the sources run as they are.
    return null;
  }
}

async function make(name, path) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(root, 'apps', 'rumo', 'src', `${name}.ts`)],
    bundle: true,
    external: ['pino'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
  });
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  // Whoever runs an older one has it in memory.
  for (const file of readdirSync(folder))
    if (file.startsWith(`${name}-`)) rmSync(join(folder, file), { force: true });
  writeFileSync(`${path}.${process.pid}`, outputFiles[0].contents);
  renameSync(`${path}.${process.pid}`, path);
}

function stampOf(folders) {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const src = join(root, folder, 'src');
    for (const file of readdirSync(src, { recursive: true }).sort()) {
      const { mtimeMs, size } = statSync(join(src, file));
      hash.update(`${folder}/${file} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}
