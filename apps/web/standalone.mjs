// Starts the server of a standalone build. It makes an HTTP server of its own: that gets our door and our room for
// headers, and it ends as every other service ends (D4), where Next itself would exit with 143.
import http from 'node:http';
import { behindTheDoor, maxHeaderSize } from './request-door.mjs';

const { createServer } = http;
http.createServer = (handle) => createServer({ maxHeaderSize }, behindTheDoor(handle));

process.env.NEXT_MANUAL_SIG_HANDLE = 'true';
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
await import('./server.js');
