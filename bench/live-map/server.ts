// One contestant in a process of its own: `node --expose-gc --import tsx server.ts '{"show": …}'`, asked over IPC.
import { createLogger } from '@rumo/service';
import { startLiveMap } from '../../apps/live-map/src/live-map.ts';
import { startBaseline } from './baseline.ts';
import { makeLoad, type Region } from './load.ts';
import { loadStream } from './load-stream.ts';

export interface ServerOptions {
  /** Which of the two. */
  readonly contestant: 'product' | 'baseline';
  readonly cars: number;
  readonly region: Region;
}

/** What the server has used so far. */
export interface ServerUse {
  readonly cpuUs: number;
  /** After a collection of garbage. */
  readonly memoryBytes: number;
}

const tickMs = 50;
const { contestant, cars, region } = JSON.parse(process.argv[2]) as ServerOptions;
const stream = loadStream(makeLoad(cars, region));

async function startProduct(): Promise<{ readonly port: number }> {
  return startLiveMap({
    stream,
    group: 'bench',
    host: '127.0.0.1',
    port: 0,
    allowedHosts: ['127.0.0.1'],
    allowedOrigins: [],
    tickMs,
    limits: {
      maxDrivers: 200_000,
      maxClients: 20_000,
      maxClientsPerAddress: 20_000,
      trustProxy: false,
      maxMessagesPerMinute: 1_800,
      maxMessageBytes: 16_384,
      maxCarsInView: 10_000,
      ackTimeoutMs: 60_000,
      idleTimeoutMs: 600_000,
    },
    localNowMs: () => performance.timeOrigin + performance.now(),
    logger: createLogger('bench'),
  });
}

process.on('disconnect', () => process.exit(0));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const use: ServerUse = { cpuUs: user + system, memoryBytes: heapUsed + external };
  process.send?.(use);
});
const { port } = await (contestant === 'product' ? startProduct() : startBaseline(stream, tickMs));
process.send?.({ port });
