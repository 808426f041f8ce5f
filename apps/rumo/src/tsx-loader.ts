import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** What `node --import` needs to run TypeScript sources. */
export const tsxLoader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
