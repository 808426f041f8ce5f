import { type MemoryStream, memoryStream } from '@rumo/event-stream/memory';
import { rideEventsTopic, type Viewport } from '@rumo/events';
import { createLogger } from '@rumo/service';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LiveMap, type LiveMapOptions, startLiveMap } from './live-map.ts';
import { type MapClient, type MapClientOptions, mapClient } from './testing/map-client.ts';
import { locationUpdated } from './testing/ride-records.ts';

const montevideo: Viewport = { west: -56.3, south: -35, east: -56, north: -34.8, zoom: 12 };
const { name: topic } = rideEventsTopic;

let stream: MemoryStream;
let running: LiveMap | null = null;
let open: MapClient[] = [];

beforeEach(async () => {
  stream = memoryStream({ nowMs: Date.now });
  await stream.ensureTopics([rideEventsTopic]);
});
afterEach(async () => {
  for (const client of open) client.close();
  open = [];
  await running?.stop();
  running = null;
});

test('M1 a client is shown the cars in its viewport and not the others', async () => {
  await start();
  send('near', { latitude: -34.9, longitude: -56.19 });
  send('far', { latitude: 38.7, longitude: -9.1 });
  const client = await connect({ viewport: montevideo });
  await client.until(() => client.cars.has('near'));
  expect([...client.cars.keys()]).toEqual(['near']);
});

async function start(change: Partial<LiveMapOptions> = {}): Promise<LiveMap> {
  running = await startLiveMap({
    stream,
    group: 'live-map-test',
    host: '127.0.0.1',
    port: 0,
    allowedHosts: ['127.0.0.1'],
    allowedOrigins: ['http://localhost:3000'],
    tickMs: 10,
    ackTimeoutMs: 30_000,
    maxClients: 100,
    maxDrivers: 1_000,
    localNowMs: () => performance.timeOrigin + performance.now(),
    logger: createLogger('test'),
    ...change,
  });
  return running;
}

async function connect(options: Omit<MapClientOptions, 'port'>): Promise<MapClient> {
  const client = await mapClient({ port: running?.port ?? 0, ...options });
  open.push(client);
  return client;
}

function send(driverId: string, change: Parameters<typeof locationUpdated>[0] = {}): void {
  const value = JSON.stringify(locationUpdated({ driverId, occurredAtMs: Date.now(), ...change }));
  stream.append(topic, 0, [{ key: driverId, value }]);
}
