// The entry of `npm run bench -- NAME`: plain JavaScript, so that it can install what a benchmark needs first.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, fail, root } from '../apps/rumo/install.mjs';

const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
const name = process.argv[2];
if (!names.includes(name)) fail(`npm run bench -- NAME, where NAME is one of: ${names.join(', ')}`);
process.chdir(root);
ensureInstalled({ dev: true });
const { register } = await import('tsx/esm/api');
register();
await import(`./${name}.ts`);
