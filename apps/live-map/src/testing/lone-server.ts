// live-map in a process of its own over a stream in memory, with one car that drives for ever; tells its port over
// IPC, and whenever it is asked what memory it holds after a collection of garbage.
import { memoryStream } from '@rumo/event-stream/memory';
import { rideEventsTopic } from '@rumo/events';
import { createLogger } from '@rumo/service';
import { startLiveMap } from '../live-map.ts';
import { locationUpdated } from './ride-records.ts';

const stream = memoryStream({ nowMs: Date.now });
await stream.ensureTopics([rideEventsTopic]);
const { port } = await startLiveMap({
  stream,
  group: 'live-map-test',
  host: '127.0.0.1',
  port: 0,
  allowedHosts: ['127.0.0.1'],
  allowedOrigins: [],
  tickMs: 50,
  limits: {
    maxDrivers: 10,
    maxClients: 20_000,
    maxClientsPerAddress: 20_000,
    trustProxy: false,
    maxMessagesPerMinute: 1_800,
    maxMessageBytes: 16_384,
    maxCarsInView: 10,
    ackTimeoutMs: 600_000,
    idleTimeoutMs: 600_000,
  },
  localNowMs: () => performance.timeOrigin + performance.now(),
  logger: createLogger('test'),
});
let moves = 0;
setInterval(() => {
  const latitude = -34.9 + (moves++ % 100) * 1e-5;
  const value = JSON.stringify(locationUpdated({ driverId: 'a', occurredAtMs: Date.now(), latitude }));
  stream.append(rideEventsTopic.name, 0, [{ key: 'a', value }]);
}, 100);
process.on('disconnect', () => process.exit(0));
process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ memoryBytes: heapUsed + external });
});
process.send?.({ port });
