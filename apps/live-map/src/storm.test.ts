import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { mapClient } from './testing/map-client.ts';

const full = process.env.RUMO_FULL === '1';
const sockets = full ? 10_000 : 300;
const rounds = 3;
/** An idle connection takes some 15 kB. What the runtime keeps for itself, whatever the count, is in the first part. */
const mostKeptBytes = 3e6 + 100 * rounds * sockets;
const atOnce = 100;
const viewport = { west: -56.3, south: -35, east: -56, north: -34.8, zoom: 12 };

let server: ChildProcess;
let port = 0;

beforeAll(async () => {
  server = fork(join(import.meta.dirname, 'testing/lone-server.ts'), [], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  [{ port }] = (await once(server, 'message')) as [{ port: number }];
}, 60_000);
afterAll(() => server.kill('SIGKILL'));

test(`${sockets} idle sockets and ${rounds} storms of reconnects: a watcher goes on, and the memory comes back`, async () => {
  const watcher = await mapClient({ port, viewport });
  const oneMore = () => {
    const frames = watcher.frames.length;
    return watcher.until(() => watcher.frames.length > frames);
  };
  // The first round fills what the engine and the runtime keep for good.
  await openAndClose(oneMore);
  const before = await memory();
  for (let round = 0; round < rounds; round++) await openAndClose(oneMore);
  expect((await memory()) - before).toBeLessThan(mostKeptBytes);
  expect(watcher.socket.connected).toBe(true);
  watcher.close();
}, 600_000);

async function openAndClose(oneMore: () => Promise<void>): Promise<void> {
  const open: WebSocket[] = [];
  while (open.length < sockets) {
    const some = Array.from({ length: Math.min(atOnce, sockets - open.length) }, () => idleSocket());
    open.push(...(await Promise.all(some)));
  }
  expect(await clients()).toBe(sockets + 1);
  await oneMore();
  for (const socket of open) socket.terminate();
  await oneMore();
  await vi.waitFor(async () => expect(await clients()).toBe(1), { timeout: 60_000, interval: 200 });
}

/** Resolves when the server has let it in; afterwards it only answers pings. */
function idleSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
    // Ended connections hold a port for a minute, and one address has not enough of them.
    ...(full && process.platform === 'linux' ? { localAddress: `127.0.0.${2 + (opened++ % 100)}` } : {}),
  });
  return new Promise((resolve, reject) => {
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('0{')) socket.send('40');
      else if (text.startsWith('40{')) resolve(socket);
      else if (text === '2') socket.send('3');
    });
    socket.on('error', reject);
  });
}
let opened = 0;

async function clients(): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^rumo_live_map_clients\{[^}]*\} (\d+)/m.exec(metrics)?.[1]);
}

async function memory(): Promise<number> {
  server.send('memory');
  const [{ memoryBytes }] = (await once(server, 'message')) as [{ memoryBytes: number }];
  return memoryBytes;
}
