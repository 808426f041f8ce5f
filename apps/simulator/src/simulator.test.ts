import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStream } from '@rumo/event-stream/memory';
import { decodeRideEvent, driverOdometerTopic, rideEventsTopic } from '@rumo/events';
import { createLogger, parseEnv } from '@rumo/service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { simulatorEnv } from './env.ts';
import { startSimulator } from './simulator.ts';

const logger = createLogger('test');
logger.level = 'silent';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rumo-simulator-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(stream: ReturnType<typeof memoryStream>, more: Record<string, string> = {}) {
  const env = { SIMULATOR_PORT: '0', DRIVERS: '30', RUMO_DATA: folder, SIMULATOR_TICK_MS: '20', ...more };
  return startSimulator(parseEnv(simulatorEnv, env), stream, logger);
}

function recordsOf(stream: ReturnType<typeof memoryStream>, topic: string) {
  return Array.from({ length: 6 }, (_, partition) => stream.read(topic, partition)).flat();
}

async function get(port: number, path: string) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, text: await response.text() };
}

test('it publishes valid events and odometers, says how it is, stops, and goes on', async () => {
  const stream = memoryStream({ nowMs: Date.now });
  const first = await start(stream);
  await first.simulation.firstSent;
  const status = JSON.parse((await get(first.port, '/status')).text);
  expect(status.drivers).toEqual({ available: 10, to_pickup: 10, on_trip: 10 });
  expect((await get(first.port, '/healthz')).status).toBe(200);
  expect((await get(first.port, '/readyz')).status).toBe(200);
  expect((await get(first.port, '/metrics')).text).toContain(
    'rumo_simulator_drivers{status="on_trip",service="simulator"} 10',
  );
  await first.stop();
  const { second, nextDriver } = first.simulation.world.cursor;

  const again = await start(stream);
  await again.simulation.firstSent;
  const { cursor } = again.simulation.world;
  expect(cursor.second * 30 + cursor.nextDriver).toBeGreaterThan(second * 30 + nextDriver);
  await again.stop();
  const events = recordsOf(stream, rideEventsTopic.name).map(({ key, value }) => decodeRideEvent(key, value));
  expect(events.length).toBeGreaterThan(2);
  expect(events.filter(({ kind }) => kind !== 'event')).toEqual([]);
  expect(recordsOf(stream, driverOdometerTopic.name).length).toBeGreaterThan(1);
});

test('D3 with the broker away it is not ready, and keeps what it could not send', async () => {
  const stream = memoryStream({ nowMs: Date.now });
  const simulator = await start(stream);
  stream.setOnline(false);
  expect((await get(simulator.port, '/readyz')).status).toBe(503);
  const waiting = async () => JSON.parse((await get(simulator.port, '/status')).text).waiting;
  await vi.waitFor(async () => expect(await waiting()).toBeGreaterThan(0));
  stream.setOnline(true);
  expect((await get(simulator.port, '/readyz')).status).toBe(200);
  expect(await waiting()).toBe(0);
  const { events } = simulator.simulation.counts;
  expect(recordsOf(stream, rideEventsTopic.name).length).toBe(events);
  await simulator.stop();
});

test('odometers are published up to 1,000 drivers, or as asked', async () => {
  const stream = memoryStream({ nowMs: Date.now });
  const simulator = await start(stream, { ODOMETER: 'false' });
  await simulator.simulation.firstSent;
  await simulator.stop();
  expect(() => stream.read(driverOdometerTopic.name, 0)).toThrow('no topic');
});

test('a city without a pack is told by name', async () => {
  await expect(start(memoryStream({ nowMs: Date.now }), { CITY: 'atlantis' })).rejects.toThrow('atlantis');
});
