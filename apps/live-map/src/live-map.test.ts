import { type MemoryStream, memoryStream } from '@rumo/event-stream/memory';
import { consumerStatusSchema, rideEventsTopic, type Viewport } from '@rumo/events';
import { createLogger } from '@rumo/service';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LiveMap, type LiveMapLimits, type LiveMapOptions, startLiveMap } from './live-map.ts';
import { type MapClient, type MapClientOptions, mapClient } from './testing/map-client.ts';
import { locationUpdated } from './testing/ride-records.ts';

const montevideo: Viewport = { west: -56.3, south: -35, east: -56, north: -34.8, zoom: 12 };
const { name: topic } = rideEventsTopic;

const limits: LiveMapLimits = {
  maxDrivers: 1_000,
  maxClients: 100,
  maxClientsPerAddress: 100,
  trustProxy: false,
  maxMessagesPerMinute: 1_800,
  maxMessageBytes: 16_384,
  maxCarsInView: 1_000,
  ackTimeoutMs: 30_000,
  idleTimeoutMs: 600_000,
};

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

test('M1 what is sent while a client watches moves its cars', async () => {
  await start();
  const client = await connect({ viewport: montevideo });
  send('a', { latitude: -34.9 });
  await client.until(() => client.cars.has('a'));
  send('a', { latitude: -34.85 });
  await client.until(() => isAt(client, -34.85));
});

describe('M3 slow clients', () => {
  test('M3 a client that is slow to acknowledge then gets the newest in one frame', async () => {
    await start();
    send('a');
    const client = await connect({ viewport: montevideo, acknowledge: false });
    await client.until(() => client.frames.length === 1);
    const witness = await connect({ viewport: montevideo });
    for (let i = 1; i <= 100; i++) send('a', { occurredAtMs: Date.now() + i, latitude: -34.9 + i / 10_000 });
    await witness.until(() => isAt(witness, -34.89));
    expect(client.frames.length).toBe(1);
    client.acknowledge();
    await client.until(() => client.frames.length === 2);
    expect(isAt(client, -34.89)).toBe(true);
    expect(client.frames[1]).toEqual({ snapshot: false, updates: 1 });
  });

  test('M3 a client that never acknowledges is put out and the others go on', async () => {
    await start({ ackTimeoutMs: 1_000 });
    send('a');
    const silent = await connect({ viewport: montevideo, acknowledge: false });
    const other = await connect({ viewport: montevideo });
    await silent.until(() => silent.socket.disconnected);
    expect(silent.frames.length).toBe(1);
    send('b');
    await other.until(() => other.cars.has('b'));
  });
});

test('M4 a client that comes back has the full picture', async () => {
  await start();
  for (let i = 0; i < 50; i++) send(`driver-${i}`);
  const first = await connect({ viewport: montevideo });
  await first.until(() => first.cars.size === 50);
  first.close();
  const second = await connect({ viewport: montevideo });
  await second.until(() => second.frames.length === 1);
  expect(second.cars.size).toBe(50);
});

describe('D5 who may connect', () => {
  test('D5 a page of another origin is refused and one of an allowed origin is not', async () => {
    await start();
    await expect(connect({ origin: 'http://evil.example' })).rejects.toThrow();
    await expect(connect({ origin: 'http://localhost:3000.evil.example' })).rejects.toThrow();
    await expect(connect({ origin: 'null' })).rejects.toThrow();
    expect(await metric('rumo_live_map_refused_total{reason="wrong_origin"}')).toBe(3);
    const client = await connect({ origin: 'http://localhost:3000' });
    expect(client.socket.connected).toBe(true);
  });

  test('D5 a host that is not allowed is refused', async () => {
    await start({ allowedHosts: ['map.example'] });
    await expect(connect({})).rejects.toThrow();
  });

  test('a client beyond the limit is refused', async () => {
    await start({ maxClients: 1 });
    await connect({});
    await expect(connect({})).rejects.toThrow();
    expect(await metric('rumo_live_map_refused_total{reason="too_many_clients"}')).toBe(1);
  });
});

describe('limits', () => {
  test('one address may have so many connections at a time, and those that ended do not count', async () => {
    await start({ maxClientsPerAddress: 2 });
    const first = await connect({});
    await connect({});
    await expect(connect({})).rejects.toThrow();
    expect(await metric('rumo_live_map_refused_total{reason="too_many_of_address"}')).toBe(1);
    first.close();
    await vi.waitFor(() => connect({}));
  });

  test('behind a proxy of ours its word for the address counts, and only the last it names', async () => {
    await start({ maxClientsPerAddress: 1, trustProxy: true });
    await connect({ forwardedFor: '203.0.113.7' });
    await connect({ forwardedFor: '203.0.113.8' });
    await expect(connect({ forwardedFor: '203.0.113.9, 203.0.113.7' })).rejects.toThrow();
  });

  test('without one nobody can give himself another address', async () => {
    await start({ maxClientsPerAddress: 1 });
    await connect({ forwardedFor: '203.0.113.7' });
    await expect(connect({ forwardedFor: '203.0.113.8' })).rejects.toThrow();
  });

  test('a connection over which nothing comes is ended, and one that asks stays', async () => {
    await start({ idleTimeoutMs: 1_500 });
    const silent = await connect({});
    const asking = await connect({});
    while (silent.socket.connected) {
      await asking.socket.emitWithAck('clock');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(asking.socket.connected).toBe(true);
    expect(await metric('rumo_live_map_refused_total{reason="idle"}')).toBe(1);
  });

  test('messages a minute are a setting', async () => {
    await start({ maxMessagesPerMinute: 60 });
    const client = await connect({});
    for (let i = 0; i < 10; i++) client.socket.emit('watch', `driver-${i}`);
    await client.until(() => client.statuses.length > 0);
    expect(await metric('rumo_live_map_refused_total{reason="too_many_messages"}')).toBeGreaterThanOrEqual(6);
  });
});

describe('D2 what clients send', () => {
  test.each([
    ['viewport', 'bad_viewport', [null]],
    ['viewport', 'bad_viewport', [{ west: -56, south: 10, east: -55, north: -10, zoom: 3 }]],
    ['viewport', 'bad_viewport', [{ west: 'a', south: 0, east: 0, north: 0, zoom: 3 }]],
    ['viewport', 'bad_viewport', [{ ['__proto__']: montevideo }]],
    ['watch', 'bad_watch', [{}]],
    ['watch', 'bad_watch', ['']],
    ['find', 'bad_find', ['text without a way to answer']],
    ['find', 'bad_find', ['x'.repeat(129), () => {}]],
    ['clock', 'bad_clock', [1]],
    ['constructor', 'unknown_event', []],
    ['frame', 'unknown_event', [new Uint8Array(10)]],
  ])('D2 %s with garbage is counted as %s and the client goes on', async (event, reason, args) => {
    await start();
    const client = await connect({});
    client.socket.emit(event as 'watch', ...(args as [string]));
    client.socket.emit('viewport', montevideo);
    send('a');
    await client.until(() => client.cars.has('a'));
    expect(await metric(`rumo_live_map_refused_total{reason="${reason}"}`)).toBe(1);
  });

  test.each([
    ['text that is no packet', 'garbage'],
    ['a packet that is no JSON', '2["viewport",'],
    ['an event by a reserved name', '2["disconnect"]'],
    ['more attachments than a packet may have', '5999999999-["frame"]'],
  ])('D2 %s ends that connection only', async (_what, packet) => {
    await start();
    const other = await connect({ viewport: montevideo });
    const client = await connect({});
    client.socket.io.engine.write(packet);
    await client.until(() => client.socket.disconnected);
    expect(await metric('rumo_live_map_refused_total{reason="unreadable_packet"}')).toBe(1);
    send('a');
    await other.until(() => other.cars.has('a'));
  });

  test('D2 a huge message ends that connection only', async () => {
    await start();
    const other = await connect({ viewport: montevideo });
    const client = await connect({});
    client.socket.emit('watch', 'x'.repeat(limits.maxMessageBytes));
    await client.until(() => client.socket.disconnected);
    expect(await metric('rumo_live_map_refused_total{reason="broken_transport"}')).toBe(1);
    send('a');
    await other.until(() => other.cars.has('a'));
  });

  test('D2 a flood of garbage ends its connection', async () => {
    await start();
    const client = await connect({});
    for (let i = 0; i < 30; i++) client.socket.emit('nonsense' as 'watch', 'x');
    await client.until(() => client.socket.disconnected);
    expect(await metric('rumo_live_map_refused_total{reason="too_much_garbage"}')).toBe(1);
  });

  test('D2 a flood of good messages is cut and the newest viewport after it is served', async () => {
    await start();
    send('a');
    const client = await connect({});
    for (let i = 0; i < 200; i++) client.socket.emit('watch', `driver-${i}`);
    await client.until(() => client.statuses.length > 0);
    expect(await metric('rumo_live_map_refused_total{reason="too_many_messages"}')).toBeGreaterThan(50);
    client.socket.emit('viewport', montevideo);
    await client.until(() => client.cars.has('a'));
  });

  test('D2 a flood of packets ends its connection', async () => {
    await start();
    const client = await connect({});
    for (let i = 0; i < 2_000; i++) client.socket.io.engine.write(`3${i}[]`);
    await client.until(() => client.socket.disconnected);
    expect(await metric('rumo_live_map_refused_total{reason="too_many_packets"}')).toBe(1);
  });
});

describe('D2 what the stream brings', () => {
  const good = { key: 'k', value: JSON.stringify(locationUpdated({ driverId: 'k' })) };
  const changed = (change: object) => JSON.stringify({ ...locationUpdated({ driverId: 'k' }), ...change });

  test.each<[string, string, { key?: string | null; value: string | Uint8Array | null }]>([
    ['no value', 'empty', { key: 'k', value: null }],
    ['an empty value', 'empty', { key: 'k', value: '' }],
    ['a cut value', 'not_json', { key: 'k', value: good.value.slice(0, 60) }],
    ['bytes that are no UTF-8', 'not_utf8', { key: 'k', value: Uint8Array.of(0x22, 0xff, 0x22) }],
    ['an array', 'not_an_object', { key: 'k', value: '[]' }],
    ['no type', 'no_type', { key: 'k', value: '{}' }],
    ['a type of another kind', 'no_type', { key: 'k', value: '{"type":7}' }],
    ['an unknown version', 'bad_version', { key: 'k', value: changed({ version: 2 }) }],
    ['wrong types', 'bad_field', { key: 'k', value: changed({ latitude: '-34.9' }) }],
    ['NaN', 'not_json', { key: 'k', value: good.value.replace('-34.9', 'NaN') }],
    ['NaN written as null', 'bad_field', { key: 'k', value: changed({ latitude: Number.NaN }) }],
    ['coordinates out of range', 'bad_field', { key: 'k', value: changed({ latitude: -134 }) }],
    ['null island', 'null_island', { key: 'k', value: changed({ latitude: 0, longitude: 0 }) }],
    ['a giant id', 'bad_field', { key: 'k', value: changed({ driverId: 'x'.repeat(500) }) }],
    ['a giant value', 'too_large', { key: 'k', value: changed({ more: 'x'.repeat(20_000) }) }],
    ["another driver's key", 'key_mismatch', { key: 'other', value: good.value }],
    ['an unknown type', 'other_type', { key: 'k', value: '{"type":"DriverWentHome"}' }],
  ])('D2 %s is counted as %s and what follows is drawn', async (_what, outcome, record) => {
    await start();
    const client = await connect({ viewport: montevideo });
    stream.append(topic, 0, [record]);
    send('next');
    await client.until(() => client.cars.has('next'));
    expect(client.cars.size).toBe(1);
    expect(await metric(`rumo_live_map_records_total{outcome="${outcome}"}`)).toBe(1);
  });

  test('D2 swapped coordinates put a car where they say and nowhere else', async () => {
    await start();
    const client = await connect({ viewport: montevideo });
    send('swapped', { latitude: -56.19, longitude: -34.9 });
    send('next');
    await client.until(() => client.cars.has('next'));
    expect(client.cars.size).toBe(1);
  });

  test('D2 M2 fixes from the future and the past move nothing', async () => {
    await start();
    const client = await connect({ viewport: montevideo });
    const now = Date.now();
    send('a', { occurredAtMs: now, latitude: -34.9 });
    send('a', { occurredAtMs: now + 86_400_000, latitude: -34.81 });
    send('a', { occurredAtMs: now - 86_400_000, latitude: -34.82 });
    send('next');
    await client.until(() => client.cars.has('next'));
    expect(isAt(client, -34.9)).toBe(true);
    expect(await metric('rumo_live_map_records_total{outcome="ahead"}')).toBe(1);
    expect(await metric('rumo_live_map_records_total{outcome="late"}')).toBe(1);
  });

  test('D2 drivers named like members of an object are cars like any other', async () => {
    await start();
    const client = await connect({ viewport: montevideo });
    const ids = ['__proto__', 'constructor', 'hasOwnProperty', '<img src=x onerror=alert(1)>', '🚗'];
    for (const id of ids) send(id);
    await client.until(() => client.cars.size === ids.length);
    expect(new Set(client.cars.keys())).toEqual(new Set(ids));
    client.socket.emit('watch', '__proto__');
    await client.until(() => client.watched.length > 0);
    expect(client.watched[0]?.driverId).toBe('__proto__');
  });

  test('D2 a flood of duplicates is counted and moves nothing', async () => {
    await start();
    const client = await connect({ viewport: montevideo });
    const value = JSON.stringify(locationUpdated({ driverId: 'a', occurredAtMs: Date.now() }));
    stream.append(
      topic,
      0,
      Array.from({ length: 10_001 }, () => ({ key: 'a', value })),
    );
    send('next');
    await client.until(() => client.cars.has('next'));
    expect(await metric('rumo_live_map_records_total{outcome="duplicate"}')).toBe(10_000);
    expect(client.frames.length).toBeLessThan(10);
  });
});

describe('what a client may ask', () => {
  test('it finds drivers by a part of their id', async () => {
    await start();
    send('driver-0042', { status: 'on_trip' });
    send('driver-0421');
    const client = await connect({ viewport: montevideo });
    await client.until(() => client.cars.size === 2);
    const found = await client.socket.emitWithAck('find', '042');
    expect(found.map((each) => each.driverId)).toEqual(['driver-0042', 'driver-0421']);
    expect(found[0]).toEqual({
      driverId: 'driver-0042',
      latitude: -34.9,
      longitude: -56.19,
      status: 'on_trip',
    });
  });

  test("M5 it is told the broker's time", async () => {
    await start();
    const client = await connect({});
    const before = Date.now();
    const told = await client.socket.emitWithAck('clock');
    expect(Math.abs(told - before)).toBeLessThan(5_000);
  });

  test('a watched driver comes whole, with its place in the stream', async () => {
    await start();
    send('first');
    send('a', { headingDeg: 87.2 });
    const client = await connect({ viewport: montevideo });
    client.socket.emit('watch', 'a');
    await client.until(() => client.watched.length > 0);
    expect(client.watched[0]).toMatchObject({
      driverId: 'a',
      fix: { driverId: 'a', headingDeg: 87.2 },
      stale: false,
      trip: null,
      partition: 0,
      position: '1',
    });
  });
});

describe('D3 D4 when things end', () => {
  test('D3 a lost broker is told to clients and on /readyz, and all goes on when it is back', async () => {
    await start();
    const client = await connect({ viewport: montevideo });
    await client.until(() => client.statuses.at(-1)?.caughtUp === true);
    expect((await get('/readyz')).status).toBe(200);
    stream.setOnline(false);
    await client.until(() => client.statuses.at(-1)?.broker.connected === false);
    expect((await get('/readyz')).status).toBe(503);
    send('a');
    stream.setOnline(true);
    await client.until(() => client.cars.has('a') && client.statuses.at(-1)?.broker.connected === true);
    expect((await get('/readyz')).status).toBe(200);
  });

  test('D3 a broker that is not there yet is asked again until it is', async () => {
    const { ensureTopics } = stream;
    let failures = 2;
    stream.ensureTopics = (topics) =>
      failures-- > 0 ? Promise.reject(new Error('no broker')) : ensureTopics(topics);
    await start();
    send('a');
    const client = await connect({ viewport: montevideo });
    await client.until(() => client.cars.has('a'));
  });

  test('it says that it has caught up once it has read what came before the start, not earlier', async () => {
    stream.setOnline(false);
    send('a');
    const { caughtUp } = await start();
    let said = false;
    const saying = caughtUp.then(() => {
      said = true;
    });
    const client = await connect({ viewport: montevideo });
    await client.until(() => client.statuses.length > 0);
    expect(said).toBe(false);
    stream.setOnline(true);
    await saying;
    await client.until(() => client.cars.has('a'));
  });

  test('after a new assignment it goes on from its own position', async () => {
    await start();
    const client = await connect({ viewport: montevideo });
    send('a');
    await client.until(() => client.cars.has('a'));
    stream.rebalance('live-map-test');
    send('b');
    await client.until(() => client.cars.has('b'));
    expect(await metric('rumo_live_map_records_total{outcome="drawn"}')).toBe(2);
    expect(await metric('rumo_live_map_records_total{outcome="duplicate"}')).toBe(0);
  });

  test('when the log is another one it goes on with what that holds', async () => {
    await start();
    const client = await connect({ viewport: montevideo });
    for (let i = 0; i < 20; i++) send(`driver-${i}`);
    await client.until(() => client.cars.size === 20);
    stream.replaceLog(topic);
    stream.rebalance('live-map-test');
    send('later');
    await client.until(() => client.cars.has('later'));
  });

  test('M6 reading begins 5 min before the present of the broker, even one whose clock is behind', async () => {
    const behindMs = Date.now() - 3_600_000;
    const value = (driverId: string) => JSON.stringify(locationUpdated({ driverId, occurredAtMs: behindMs }));
    const record = (driverId: string, agoMs: number) => {
      return { key: driverId, value: value(driverId), arrivalMs: behindMs - agoMs };
    };
    stream.append(topic, 0, [record('gone', 400_000), record('quiet', 200_000)]);
    await start();
    await stream.settled();
    stream.append(topic, 0, [record('speaks', 0)]);
    const client = await connect({ viewport: montevideo });
    await client.until(() => client.cars.has('quiet') && client.cars.has('speaks'));
    expect(client.cars.has('gone')).toBe(false);
  });

  test('D4 stopping closes the sockets and leaves the group', async () => {
    const { stop } = await start();
    const client = await connect({ viewport: montevideo });
    await stop();
    running = null;
    await client.until(() => client.socket.disconnected);
    send('a');
    await stream.settled();
  });
});

test('GET /status says where the group stands', async () => {
  await start();
  send('a', { occurredAtMs: 1_780_000_000_000 });
  const client = await connect({ viewport: montevideo });
  await client.until(() => client.cars.has('a'));
  const status = consumerStatusSchema.parse(JSON.parse((await get('/status')).body));
  expect(status.group).toBe('live-map-test');
  expect(status.lastArrivalMs).not.toBeNull();
  expect(status.partitions[0]).toEqual({ partition: 0, position: '1', lag: 0 });
});

async function get(path: string): Promise<{ readonly status: number; readonly body: string }> {
  const answer = await fetch(`http://127.0.0.1:${running?.port}${path}`);
  return { status: answer.status, body: await answer.text() };
}

/** One line of /metrics; 0 when it is not there. */
async function metric(name: string): Promise<number> {
  const lines = (await get('/metrics')).body.replaceAll(',service="live-map"', '').split('\n');
  const line = lines.find((each) => each.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length));
}

async function start(change: Partial<LiveMapOptions & LiveMapLimits> = {}): Promise<LiveMap> {
  running = await startLiveMap({
    stream,
    group: 'live-map-test',
    host: '127.0.0.1',
    port: 0,
    allowedHosts: ['127.0.0.1'],
    allowedOrigins: ['http://localhost:3000'],
    tickMs: 10,
    limits: { ...limits, ...change },
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

/** Whether the car a is shown at this latitude, as exactly as a frame tells it. */
function isAt(client: MapClient, latitude: number): boolean {
  return Math.abs((client.cars.get('a')?.latitude ?? 90) - latitude) < 4e-5;
}
