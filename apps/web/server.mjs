// Next's production server as a child of the runner: one process, stopped by a message, a signal or the closing of
// the IPC channel. `next start` would outlive a runner that was killed.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import next from 'next';
import { behindTheDoor, maxHeaderSize } from './request-door.mjs';

let stopping = false;
let server = null;
function stop() {
  if (stopping) return;
  stopping = true;
  if (server === null) process.exit(0);
  server.close(() => process.exit(0));
  server.closeAllConnections();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop);
process.on('message', (message) => {
  if (message === 'stop') stop();
});

const port = Number(process.env.WEB_PORT || 3000);
const hostname = process.env.HOST || '127.0.0.1';
const app = next({ dev: false, dir: fileURLToPath(new URL('.', import.meta.url)), hostname, port });
await app.prepare();
server = createServer({ maxHeaderSize }, behindTheDoor(app.getRequestHandler()));

server.once('error', (error) => {
  process.stderr.write(`The web server cannot listen on ${hostname}:${port}: ${error.message}\n`);
  process.exit(1);
});
server.listen(port, hostname, () => process.send?.({ ready: true, port }));
