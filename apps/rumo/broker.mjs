// npm run broker -- --port 9092 --data DIR: the embedded broker alone, in this very process.
import { ensureInstalled } from './install.mjs';

ensureInstalled({ dev: false });
const { bundleOf } = await import('./bundle.mjs');
const bundle = await bundleOf('broker-main');
if (bundle === null) {
  const { register } = await import('tsx/esm/api');
  register();
}
await import(bundle ?? './src/broker-main.ts');
