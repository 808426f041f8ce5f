import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Viewport } from '@rumo/events';
import { seededRandom } from '../../tests/harness/seeded-random.ts';
import type { Region } from './load.ts';
import type { ServerOptions, ServerUse } from './server.ts';
import { nothingReceived, openWatcher, type Received, type Watcher } from './watcher.ts';

export interface Case {
  readonly cars: number;
  readonly clients: number;
  readonly region: Region;
  readonly viewports: readonly Viewport[];
  readonly seconds: number;
}

export interface Figures {
  /** Clients that were there: of more than the server can serve, those that came in within `openS`. */
  readonly clients: number;
  readonly updatesPerS: number;
  readonly bytesPerUpdate: number;
  readonly cpuUsPerUpdate: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Cores that server and clients took together. */
  readonly cores: number;
}

const settleS = 3;
const openS = 20;
/** Of many clients only every tenth reads its frames: reading is not what is measured. */
const readersOf = (clients: number) => (clients > 100 ? 10 : 1);

/** Starts a contestant, lets the clients watch and measures for so many seconds. */
export async function measureCase(contestant: ServerOptions['contestant'], of: Case): Promise<Figures> {
  const server = await startServer({ contestant, cars: of.cars, region: of.region });
  let received = nothingReceived();
  const watchers: Watcher[] = [];
  try {
    const open = (i: number) =>
      openWatcher({
        port: server.port,
        viewport: of.viewports[i % of.viewports.length],
        reads: i % readersOf(of.clients) === 0,
        received: () => received,
      }).then((watcher) => watchers.push(watcher));
    const untilMs = performance.now() + openS * 1_000;
    for (let i = 0; i < of.clients && performance.now() < untilMs; i += 50) {
      const some = Array.from({ length: Math.min(50, of.clients - i) }, (_, k) => open(i + k));
      await Promise.all(some);
    }
    await wait(settleS * 1_000);
    const before = await server.use();
    received = nothingReceived();
    const ownBefore = process.cpuUsage();
    const startedMs = performance.now();
    await wait(of.seconds * 1_000);
    const seconds = (performance.now() - startedMs) / 1_000;
    const own = process.cpuUsage(ownBefore);
    const { bytes, readBytes, updates: read, latenciesMs } = received;
    const after = await server.use();
    const updates = (read * bytes) / readBytes;
    latenciesMs.sort((a, b) => a - b);
    const at = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)];
    const cpuUs = after.cpuUs - before.cpuUs;
    return {
      clients: watchers.length,
      updatesPerS: updates / seconds,
      bytesPerUpdate: bytes / updates,
      cpuUsPerUpdate: cpuUs / updates,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      cores: (cpuUs + own.user + own.system) / 1e6 / seconds,
    };
  } finally {
    for (const watcher of watchers) watcher.close();
    await server.end();
  }
}

/** What so many clients that stop reading cost a contestant after so many seconds, bytes each. */
export async function measureStalled(contestant: ServerOptions['contestant'], of: Case): Promise<number> {
  const server = await startServer({ contestant, cars: of.cars, region: of.region });
  const received: Received = nothingReceived();
  try {
    const watchers = await Promise.all(
      Array.from({ length: of.clients }, (_, i) =>
        openWatcher({ port: server.port, viewport: of.viewports[i], reads: false, received: () => received }),
      ),
    );
    await wait(settleS * 1_000);
    const { memoryBytes } = await server.use();
    for (const watcher of watchers) watcher.stall();
    await wait(of.seconds * 1_000);
    const stalled = await server.use();
    for (const watcher of watchers) watcher.close();
    return (stalled.memoryBytes - memoryBytes) / of.clients;
  } finally {
    await server.end();
  }
}

/** Viewports of 1440 × 900 pixels somewhere in the region, at zooms from `nearest` to `widest`. */
export function viewportsIn(region: Region, count: number, widest: number, nearest: number): Viewport[] {
  const random = seededRandom(7);
  return Array.from({ length: count }, () => {
    const zoom = widest + random() * (nearest - widest);
    const width = (1_440 / 512 / 2 ** zoom) * 360;
    const height = (900 / 512 / 2 ** zoom) * 360 * 0.82;
    const west = region.west + random() * Math.max(0, region.east - region.west - width);
    const south = region.south + random() * Math.max(0, region.north - region.south - height);
    return { west, south, east: west + width, north: south + height, zoom };
  });
}

async function startServer(options: ServerOptions) {
  const child = fork(join(import.meta.dirname, 'server.ts'), [JSON.stringify(options)], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('the server ended')));
  const answer = async () => (await Promise.race([once(child, 'message'), failed]))[0];
  const { port } = (await answer()) as { port: number };
  return {
    port,
    async use(): Promise<ServerUse> {
      child.send('use');
      return (await answer()) as ServerUse;
    },
    async end() {
      failed.catch(() => {});
      child.kill('SIGKILL');
      await failed.catch(() => {});
    },
  };
}
