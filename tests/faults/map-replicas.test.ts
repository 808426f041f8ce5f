import { consumerStatusSchema } from '@rumo/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type MapClient,
  type MapClientOptions,
  mapClient,
} from '../../apps/live-map/src/testing/map-client.ts';
import { brokersByDefault } from '../harness/broker-process.ts';
import { type RoundRobin, roundRobin } from '../harness/round-robin.ts';
import { openStage, type Service, type Stage } from '../harness/stage.ts';
import { until } from '../harness/until.ts';

const drivers = 60;
const montevideo = { west: -56.5, south: -35.1, east: -55.9, north: -34.7, zoom: 12 };

// The tests of this file follow two replicas through their life, in order.
describe.each(brokersByDefault)('replicas of live-map, on %s', (kind) => {
  let stage: Stage;
  let replicas: Service[] = [];
  let address: RoundRobin;
  const clients: MapClient[] = [];

  beforeAll(async () => {
    stage = await openStage(kind);
    const simulator = await stage.start('simulator', { DRIVERS: String(drivers), SEED: '7' });
    await simulator.ready;
    replicas = await Promise.all(['a', 'b'].map((name) => stage.start('live-map', { REPLICA: name })));
    for (const replica of replicas) await replica.untilReady();
    address = await roundRobin(replicas.map(({ port }) => port));
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await address?.close();
    await stage?.close();
  });

  test('M1 each replica shows every driver to each of its clients', async () => {
    const [first, second] = await Promise.all(replicas.map(groupOf));
    expect(first).not.toBe(second);
    for (const { port } of [...replicas, ...replicas]) {
      const client = await connect({ port });
      await client.until(() => client.cars.size === drivers);
    }
  });

  test('M4 a client whose replica is killed comes to another one and has the full picture in one frame', async () => {
    const roaming = [
      await connect({ port: address.port, reconnect: true }),
      await connect({ port: address.port, reconnect: true }),
    ];
    for (const client of roaming) await client.until(() => client.cars.size === drivers);
    const lost: { readonly client: MapClient; readonly frames: number }[] = [];
    for (const client of roaming) {
      client.socket.on('disconnect', () => lost.push({ client, frames: client.frames.length }));
    }
    await replicas[0].end('SIGKILL');
    const { client, frames } = await until('a client has lost its replica', () => lost.at(0));
    await client.until(() => client.socket.connected && client.cars.size === drivers);
    // The other one was at the other replica all the time.
    expect(lost).toHaveLength(1);
    expect(client.frames[frames]).toEqual({ snapshot: true, updates: drivers });
  });

  test('a killed replica that starts again reads in a group of its own, not in that of its ghost', async () => {
    const ghost = await groupOf(replicas[1]);
    await replicas[1].end('SIGKILL');
    const again = await stage.start('live-map', { REPLICA: 'b' });
    await again.untilReady();
    const group = await groupOf(again);
    expect([ghost, group]).toEqual([
      expect.stringMatching(/^live-map-b-./),
      expect.stringMatching(/^live-map-b-./),
    ]);
    expect(group).not.toBe(ghost);
    const client = await connect({ port: again.port });
    await client.until(() => client.frames.length > 0);
    expect(client.frames[0]).toEqual({ snapshot: true, updates: drivers });
  });

  async function connect(options: MapClientOptions): Promise<MapClient> {
    const client = await mapClient({ viewport: montevideo, ...options });
    clients.push(client);
    return client;
  }

  async function groupOf(replica: Service): Promise<string> {
    return consumerStatusSchema.parse(await replica.status()).group;
  }
});
