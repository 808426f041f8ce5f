import { ensureInstalled, fail, root, unsupported } from './install.mjs';

const startedMs = Date.now();
const problem = unsupported();
if (problem !== null) fail(problem);
process.chdir(root);
const installMs = ensureInstalled({ dev: false });
const { register } = await import('tsx/esm/api');
register();
const { start } = await import('./src/main.ts');
await start(process.argv.slice(2), startedMs, installMs);
