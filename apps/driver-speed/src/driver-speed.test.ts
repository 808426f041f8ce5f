import { memoryStream } from '@rumo/event-stream/memory';
import {
  driverSpeedStatusSchema,
  latestSpeedsSchema,
  rideEventsTopic,
  windowExplanationSchema,
} from '@rumo/events';
import { createLogger } from '@rumo/service';
import { afterEach, expect, test, vi } from 'vitest';
import { type DriverSpeed, startDriverSpeed } from './driver-speed.ts';
import { turns } from './testing/member.ts';
import { memoryStore } from './testing/memory-store.ts';
import { fix, t0 } from './testing/timeline.ts';

let running: DriverSpeed | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

async function start(
  simulation: boolean,
  { stream, store } = { stream: memoryStream({ nowMs: () => t0 }), store: memoryStore() },
) {
  const logger = createLogger('test');
  logger.level = 'silent';
  const service = await startDriverSpeed({
    stream,
    store,
    retention: {
      rollUpOldest: async () => false,
      rollUpOldestPlaces: async () => false,
      dropRollups: async () => {},
      trimRejected: async () => {},
    },
    readStored: async () => ({
      partition: 1,
      isKnown: false,
      closedThroughMs: Number.NEGATIVE_INFINITY,
      rows: [],
    }),
    group: 'driver-speed',
    host: '127.0.0.1',
    port: 0,
    allowedHosts: ['127.0.0.1'],
    simulation,
    gapMs: 60_000,
    streets: null,
    nowMs: () => performance.now(),
    logger,
  });
  running = service;
  await turns();
  await stream.settled();
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${service.port}${path}`, init);
    return { status: response.status, body: await response.text() };
  };
  const append = async (...drivers: string[]) => {
    const records = drivers.map((driverId, i) => fix(5 + i, { driverId, speedMps: i }));
    stream.append(
      rideEventsTopic.name,
      1,
      records.map(({ value, arrivalMs }) => ({ value, arrivalMs })),
    );
    await turns();
    await stream.settled();
  };
  return { stream, store, ask, append, service };
}

test('GET /status tells the counts, the position and lag of each partition, and which window closes first', async () => {
  const { ask, append } = await start(false);
  const before = driverSpeedStatusSchema.parse(JSON.parse((await ask('/status')).body));
  expect(before).toMatchObject({
    watermarkMs: null,
    nextWindowStartMs: null,
    lastArrivalMs: null,
    pausable: false,
  });
  await append('ana', 'bob');
  const status = driverSpeedStatusSchema.parse(JSON.parse((await ask('/status')).body));
  expect(status).toMatchObject({ group: 'driver-speed', paused: false, windowMs: 10_000, graceMs: 10_000 });
  expect(status).toMatchObject({ lastArrivalMs: t0 + 6_000, watermarkMs: t0 - 4_000, nextWindowStartMs: t0 });
  expect(status.counts).toMatchObject({ read: 2, used: 2 });
  expect(status.partitions).toHaveLength(rideEventsTopic.partitions);
  expect(status.partitions[1]).toEqual({ partition: 1, position: '2', lag: 0 });
});

test('GET /latest tells the newest fix of each driver, at most as many as asked for', async () => {
  const { ask, append } = await start(false);
  await append('ana', 'bob', 'cleo');
  const all = latestSpeedsSchema.parse(JSON.parse((await ask('/latest')).body));
  expect(all).toContainEqual({ driverId: 'cleo', occurredAtMs: t0 + 7_000, speedMps: 2 });
  expect(JSON.parse((await ask('/latest?limit=2')).body)).toHaveLength(2);
  for (const limit of ['0', '-1', '1e9', 'x', '1.5'])
    expect((await ask(`/latest?limit=${limit}`)).status).toBe(400);
});

test('GET /explain reads from the log what a window is made of, and refuses what is no window', async () => {
  const { ask, append } = await start(false);
  await append('ana', 'bob');
  const explained = await ask(`/explain?driver=bob&start=${t0}`);
  expect(explained.status).toBe(200);
  expect(windowExplanationSchema.parse(JSON.parse(explained.body))).toMatchObject({
    row: null,
    fixes: [{ occurredAtMs: t0 + 6_000, outcome: 'used', segment: null }],
  });
  expect((await ask(`/explain?driver=eva&start=${t0}`)).status).toBe(404);
  for (const query of [
    '',
    '?driver=ana',
    '?driver=&start=0',
    '?driver=ana&start=5',
    '?driver=ana&start=-10000',
  ]) {
    expect([query, (await ask(`/explain${query}`)).status]).toEqual([query, 400]);
  }
  for (const length of ['0', '15000', '3610000', 'x', ''])
    expect((await ask(`/explain?driver=ana&start=${t0}&window=${length}`)).status).toBe(400);
});

test('POST /pause stops reading on every partition until POST /resume', async () => {
  const { ask, append, stream } = await start(true);
  expect((await ask('/pause', { method: 'POST' })).status).toBe(200);
  await append('ana');
  const paused = driverSpeedStatusSchema.parse(JSON.parse((await ask('/status')).body));
  expect(paused).toMatchObject({ paused: true, pausable: true, counts: { read: 0 } });
  expect(paused.partitions[1].lag).toBe(1);
  // A new assignment does not forget it.
  stream.rebalance('driver-speed');
  await stream.settled();
  expect(JSON.parse((await ask('/status')).body).counts.read).toBe(0);
  await ask('/resume', { method: 'POST' });
  await turns();
  await stream.settled();
  expect(JSON.parse((await ask('/status')).body)).toMatchObject({ paused: false, counts: { read: 1 } });
});

test('one that restarts while paused comes up paused, and outside simulations not', async () => {
  const before = await start(true);
  await before.ask('/pause', { method: 'POST' });
  await before.append('ana');
  await before.service.stop();
  const statusOf = async ({ ask }: typeof before) =>
    driverSpeedStatusSchema.parse(JSON.parse((await ask('/status')).body));
  const again = await start(true, before);
  expect(await statusOf(again)).toMatchObject({ paused: true, counts: { read: 0 } });
  await again.service.stop();
  const real = await start(false, before);
  expect(await statusOf(real)).toMatchObject({ paused: false, counts: { read: 1 } });
  await real.service.stop();
  const third = await start(true, before);
  expect((await statusOf(third)).paused).toBe(true);
  await third.ask('/resume', { method: 'POST' });
  await third.service.stop();
  expect((await statusOf(await start(true, before))).paused).toBe(false);
});

test('pausing is refused outside simulations, and to pages of browsers', async () => {
  const real = await start(false);
  expect((await real.ask('/pause', { method: 'POST' })).status).toBe(403);
  await running?.stop();
  const simulated = await start(true);
  const headers = { origin: 'http://evil.example' };
  expect((await simulated.ask('/pause', { method: 'POST', headers })).status).toBe(403);
  expect((await simulated.ask('/pause')).status).toBe(404);
  expect(JSON.parse((await simulated.ask('/status')).body).paused).toBe(false);
});

test('D3 readiness tells that the broker or the database is away', async () => {
  const { ask, stream, store } = await start(false);
  expect((await ask('/readyz')).status).toBe(200);
  stream.setOnline(false);
  expect(JSON.parse((await ask('/readyz')).body).problem).toMatch(/broker/);
  stream.setOnline(true);
  store.outcome = 'lost_before';
  stream.rebalance('driver-speed');
  await vi.waitFor(async () => expect(JSON.parse((await ask('/readyz')).body).problem).toMatch(/database/));
  expect((await ask('/healthz')).status).toBe(200);
});

test('/metrics tells what became of the records', async () => {
  const { ask, append } = await start(false);
  await append('ana', 'bob');
  const body = await vi.waitFor(async () => {
    const { body } = await ask('/metrics');
    expect(body).toContain('rumo_driver_speed_records_total{outcome="used",service="driver-speed"} 2');
    return body;
  }, 5_000);
  expect(body).toContain('rumo_consumer_lag_records{partition="1",service="driver-speed"} 0');
  expect(body).toMatch(
    /rumo_driver_speed_watermark_delay_seconds\{partition="1",service="driver-speed"\} \d/,
  );
  expect(body).toContain('rumo_broker_connected{service="driver-speed"} 1');
});

test('D4 stopping commits what was folded', async () => {
  const { append, service, store } = await start(false);
  await append('ana', 'bob');
  await service.stop();
  running = null;
  expect(store.progress(1)?.counts.used).toBe(2);
});
