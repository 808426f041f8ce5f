// npm run broker -- --port 9092 --data DIR: the embedded broker alone, in this very process.
import { ensureInstalled } from './install.mjs';

ensureInstalled({ dev: false });
const { register } = await import('tsx/esm/api');
register();
await import('./src/broker-main.ts');
