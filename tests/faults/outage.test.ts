import { setTimeout as wait } from 'node:timers/promises';
import { consumerStatusSchema, decodeRideEvent, type RideEvent, rideEventsTopic } from '@rumo/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MapClient, mapClient } from '../../apps/live-map/src/testing/map-client.ts';
import { untilAllCounted } from '../harness/all-counted.ts';
import { brokersByDefault } from '../harness/broker-process.ts';
import { compareWithOracle } from '../harness/compare-with-oracle.ts';
import { readTopic } from '../harness/read-topic.ts';
import { runSeed, seededRandom } from '../harness/seeded-random.ts';
import { openStage, type Service, type Stage } from '../harness/stage.ts';
import { until } from '../harness/until.ts';

const full = process.env.RUMO_FULL === '1';
/** How long the broker is away, ms: longer than the sessions of the group, and than the silence of W10. */
const outagesMs = full ? [15_000, 70_000] : [8_000];
const restartsMs = full ? [1_000, 15_000] : [1_000];
const databaseOutagesMs = full ? [5_000, 20_000] : [5_000];
const drivers = 60;
const montevideo = { west: -56.5, south: -35.1, east: -55.9, north: -34.7, zoom: 12 };

// The tests of this file follow one topic through its life, in order.
describe.each(brokersByDefault)(`D3 outages under load, on %s (RUMO_SEED=${runSeed})`, (kind) => {
  const random = seededRandom(runSeed);
  let stage: Stage;
  let simulator: Service;
  let liveMap: Service;
  let members: readonly Service[];
  let client: MapClient;

  beforeAll(async () => {
    stage = await openStage(kind);
    // Devices without faults: each event is sent once and in order, so that what is missing or late is the outage's.
    simulator = await stage.start('simulator', { ...noFaults, DRIVERS: String(drivers), SEED: '7' });
    [liveMap, ...members] = await Promise.all([
      stage.start('live-map'),
      stage.start('driver-speed'),
      stage.start('driver-speed'),
    ]);
    await untilAllGoOn();
    client = await mapClient({ port: liveMap.port, viewport: montevideo });
    await client.until(() => client.cars.size === drivers);
  });
  afterAll(async () => {
    client?.close();
    await stage?.close();
  });

  test.each(outagesMs)('the broker is killed and away for %i ms', async (awayMs) => {
    await outage('SIGKILL', awayMs);
  });

  test.each(restartsMs)('the broker is stopped and away for %i ms', async (awayMs) => {
    await outage('SIGTERM', awayMs);
  });

  test.each(databaseOutagesMs)('PostgreSQL is killed and away for %i ms', async (awayMs) => {
    await wait(random() * 1_500);
    const backMs = await away(awayMs, stage.postgres.kill, stage.postgres.start, async () => {
      for (const member of members) {
        await until('driver-speed says that the database is away', async () =>
          (await member.problem())?.startsWith('The database failed'),
        );
      }
      expect(await liveMap.problem()).toBeNull();
    });
    await untilAllGoOn(backMs);
  });

  test('what was sent while the broker was away is all there, once and in order', async () => {
    // Each driver has at most one row a window.
    await until(
      'windows after the first are written',
      async () => (await stage.database.speedWindow.count()) > drivers,
    );
    expect(await simulator.status()).toMatchObject({ dropped: 0 });
    expect(await simulator.end('SIGTERM')).toBe(0);
    const perDriver = new Map<string, RideEvent[]>();
    for (const partition of await readTopic(stage.brokers, rideEventsTopic.name)) {
      let latestMs = 0;
      for (const { key, value } of partition) {
        const decoded = decodeRideEvent(key, value);
        if (decoded.kind !== 'event') throw new Error(`a record is ${decoded.kind}`);
        const { event } = decoded;
        perDriver.set(event.driverId, [...(perDriver.get(event.driverId) ?? []), event]);
        // Between drivers, one turn of the simulator's loop is one moment.
        expect(event.occurredAtMs).toBeGreaterThan(latestMs - 1_000);
        latestMs = Math.max(latestMs, event.occurredAtMs);
      }
    }
    expect(perDriver.size).toBe(drivers);
    for (const [driverId, events] of perDriver) {
      const sequences = events.map(({ sequence }) => sequence);
      expect(sequences, driverId).toEqual(sequences.map((_, index) => index));
    }
  });

  test('X1 W13 rows and counts equal the batch computation over the whole topic', async () => {
    await untilAllCounted(stage.brokers, stage.database);
    for (const service of [liveMap, ...members]) expect(await service.end('SIGTERM')).toBe(0);
    const comparison = await compareWithOracle(stage);
    expect(comparison.differences).toEqual([]);
    const { _sum } = await stage.database.partitionProgress.aggregate({ _sum: { read: true, used: true } });
    expect(Number(_sum.read)).toBe(comparison.records);
    expect(comparison.rows).toBeGreaterThan(drivers);
  });

  /** The broker goes at a random moment: every service says so meanwhile, the map's clients too, and all go on. */
  async function outage(signal: 'SIGTERM' | 'SIGKILL', awayMs: number): Promise<void> {
    await wait(random() * 1_500);
    const { broker } = stage;
    const statuses = client.statuses.length;
    const sinceGone = () => client.statuses.slice(statuses);
    const backMs = await away(
      awayMs,
      () => broker.end(signal),
      broker.start,
      async () => {
        if (awayMs < 5_000) return;
        for (const service of [simulator, liveMap, ...members]) {
          await until(`the service at ${service.port} says that the broker is away`, async () =>
            /^(No contact with the broker|cannot publish): ./.test((await service.problem()) ?? ''),
          );
        }
        await until(
          'events wait in the simulator',
          async () => ((await simulator.status()) as { waiting: number }).waiting > 0,
        );
        await client.until(() => sinceGone().some((status) => !status.broker.connected));
      },
    );
    await untilAllGoOn(backMs);
    await client.until(() => sinceGone().at(-1)?.broker.connected === true);
    expect(client.socket.connected).toBe(true);
  }

  /** Takes something away for a while, looks, and brings it back; resolves with when that was, epoch ms. */
  async function away(
    awayMs: number,
    take: () => Promise<void>,
    bringBack: () => Promise<void>,
    look: () => Promise<void>,
  ): Promise<number> {
    await take();
    await Promise.all([wait(awayMs), look()]);
    await bringBack();
    return Date.now();
  }

  /** Resolves when everybody is ready, has everything, and something that came after `sinceMs`. */
  async function untilAllGoOn(sinceMs = 0): Promise<void> {
    for (const service of [simulator, liveMap, ...members]) await service.untilReady();
    await until('everybody goes on', async () => {
      const statuses = await Promise.all([liveMap, ...members].map(statusOf));
      if (
        statuses.every(
          ({ partitions, lastArrivalMs }) =>
            partitions.length > 0 &&
            partitions.every(({ lag }) => lag !== null && lag < 100) &&
            (lastArrivalMs ?? 0) > sinceMs,
        )
      )
        return true;
      throw new Error(JSON.stringify(statuses));
    });
  }

  async function statusOf(service: Service) {
    return consumerStatusSchema.parse(await service.status());
  }
});

const noFaults = {
  FAULT_DUPLICATES: '0',
  FAULT_DELAYS: '0',
  FAULT_DISORDER: '0',
  FAULT_DROPOUTS_PER_HOUR: '0',
};
