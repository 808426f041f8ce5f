import { get } from 'node:http';
import { openDatabase } from '@rumo/database';
import { type ConsumerStatus, type DriverSpeedStatus, decodeRideEvent } from '@rumo/events';
import { Kafka, logLevel } from 'kafkajs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MapClient, mapClient } from '../../apps/live-map/src/testing/map-client.ts';
import type { FleetAnswer, StreamAnswer } from '../../apps/web/src/speed/api-answers.ts';
import { chromiumPath, openBrowser } from '../harness/browser.ts';
import { compareWithOracle } from '../harness/compare-with-oracle.ts';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { readTopic } from '../harness/read-topic.ts';
import { until } from '../harness/until.ts';
import { hasDocker } from './docker.ts';
import { type MapPage, openMapPage } from './map-page.ts';
import { makeStack, type Stack } from './stack.ts';

const noDocker = leftOutWithout('Docker with Compose v2', await hasDocker());
const noBrowser = leftOutWithout('Chromium or Chrome', chromiumPath !== null);

/** All of Montevideo, near enough for single cars (M7). */
const city = { west: -56.5, south: -35.1, east: -55.9, north: -34.7, zoom: 16 };
const everything = ['kafka', 'postgres', 'simulator', 'live-map', 'driver-speed', 'web', 'edge'];

describe.skipIf(noDocker || noBrowser)('docker compose up', () => {
  let stack: Stack;
  let browser: Browser;
  let map: MapPage;

  beforeAll(async () => {
    stack = await makeStack();
    browser = await openBrowser();
    await stack.compose(['up', '-d', '--build', '--wait', '--wait-timeout', '600']);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.remove();
  });

  test('everything is healthy, and what was to run once has run', async () => {
    for (const service of everything) {
      expect([service, (await stack.containers(service)).map((it) => it.state)]).toEqual([
        service,
        ['healthy'],
      ]);
    }
    for (const service of ['topics', 'migrate']) {
      expect(await stack.containers(service)).toMatchObject([{ state: 'exited', exitCode: 0 }]);
    }
  });

  test('cars move in a browser, over sockets of the page’s own origin', async () => {
    map = await openMapPage(browser, stack.address);
    await map.showsCars(20);
    const config = await (await fetch(`${stack.address}/api/config`)).json();
    expect(config).toMatchObject({ liveMapUrl: '/' });
    await framesGoOn();
  });

  test('D5 a foreign host and a foreign page are refused through the edge, too', async () => {
    expect(await statusForHost('localhost')).toBe(200);
    expect(await statusForHost('evil.example')).toBe(421);
    await expect(mapClient({ port: stack.edgePort, origin: 'http://evil.example' })).rejects.toThrow();
  });

  test('making the topics and migrating again changes nothing and says so', async () => {
    expect(await stack.compose(['run', '--rm', '--no-deps', 'topics'])).toContain('the topics are there');
    expect(await stack.compose(['run', '--rm', '--no-deps', 'migrate'])).toContain('up to date');
  });

  test.each(everything)('after a crash of %s it comes back by itself and things go on', async (service) => {
    const [container] = await stack.containers(service);
    await stack.crash(service, container);
    await consumersGoOn();
    await map.showsCars(20);
    await framesGoOn();
  });

  test('X1 after all these crashes the windows equal the oracle’s', async () => {
    await windowsGoOn();
    const { differences, rows } = await compareWithOracle(stack);
    expect(differences).toEqual([]);
    expect(rows).toBeGreaterThan(1_000);
  });

  test('D4 a stop ends every service but the broker with 0', async () => {
    await stack.compose(['stop']);
    for (const service of ['simulator', 'live-map', 'driver-speed', 'web', 'edge', 'postgres']) {
      const codes = (await stack.containers(service)).map((it) => it.exitCode);
      expect([service, codes]).toEqual([service, [0]]);
    }
  });

  test('up again goes on: positions, rows and the drivers’ sequences', async () => {
    await stack.compose(['down']);
    await stack.compose(['up', '-d', '--wait', '--wait-timeout', '600', 'kafka', 'postgres']);
    const database = openDatabase(stack.databaseUrl, { poolSize: 1 });
    const before = await database.partitionProgress.findMany({ orderBy: { partition: 'asc' } });
    const records = (await readTopic(stack.brokers, 'ride-events')).map((partition) => partition.length);
    await stack.compose(['up', '-d', '--wait', '--wait-timeout', '600']);
    await map.showsCars(20);
    await windowsGoOn();
    const after = await database.partitionProgress.findMany({ orderBy: { partition: 'asc' } });
    await database.$disconnect();
    expect(after.map((it) => it.logId)).toEqual(before.map((it) => it.logId));
    expect(records).toHaveLength(6);
    records.forEach((count, partition) => {
      expect(Number(after[partition].afterPosition)).toBeGreaterThan(count - 1);
      expect(after[partition].read).toBeGreaterThan(before[partition].read);
    });
    expect(await sequencesThatStepBack()).toEqual([]);
  });

  test('three of driver-speed share the partitions, and the page tells all of them', async () => {
    await stack.compose(['up', '-d', '--wait', '--wait-timeout', '600', '--scale', 'driver-speed=3']);
    await until(
      'each of the three has two partitions',
      async () => {
        const statuses = await driverSpeeds();
        return statuses.length === 3 && statuses.every((status) => status.partitions.length === 2);
      },
      180_000,
    );
    const told = await until('the page tells all partitions', async () => {
      const { speed } = await consumers();
      return speed.partitions.every(({ lag }) => lag !== null) && speed;
    });
    expect(told.partitions.map(({ partition }) => partition)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('pause and resume reach all three', async () => {
    for (const command of ['pause', 'resume']) {
      const url = `${stack.address}/api/stream/driver-speed/${command}`;
      expect((await fetch(url, { method: 'POST' })).status).toBe(200);
      const statuses = await driverSpeeds();
      expect(statuses.map(({ paused }) => paused)).toEqual(Array(3).fill(command === 'pause'));
    }
  });

  test('X1 with three of them, one of which has crashed, the windows equal the oracle’s', async () => {
    await windowsGoOn();
    await stack.crash('driver-speed', (await stack.containers('driver-speed'))[1]);
    await windowsGoOn();
    const { differences } = await compareWithOracle(stack);
    expect(differences).toEqual([]);
  });

  test('three of live-map each read and show everything', async () => {
    await stack.compose(['up', '-d', '--wait', '--wait-timeout', '600', '--no-recreate'], {
      LIVE_MAP_REPLICAS: '3',
      DRIVER_SPEED_REPLICAS: '3',
    });
    const answers = await stack.ask('live-map', ':3001/status');
    const statuses = answers.map((text) => JSON.parse(text) as ConsumerStatus);
    expect(statuses.map((status) => status.partitions.length)).toEqual([6, 6, 6]);
    expect(new Set(statuses.map((status) => status.group)).size).toBe(3);
    expect((await consumers()).map.group).toBe('live-map × 3');
    const clients: MapClient[] = [];
    try {
      await until(
        'the edge has given each of them a client',
        async () => {
          clients.push(await mapClient({ port: stack.edgePort, viewport: city }));
          const counts = await stack.ask('live-map', ':3001/metrics');
          return counts.every((text) => Number(/^rumo_live_map_clients\S* (\d+)$/m.exec(text)?.[1]) > 0);
        },
        180_000,
      );
      for (const client of clients) await client.until(() => client.cars.size === 300);
    } finally {
      for (const client of clients) client.close();
    }
  });

  test('M4 a browser whose replica dies gets the whole picture of another in its first frame', async () => {
    await map.showsCars(20);
    const before = map.sockets.length;
    for (const container of await stack.containers('live-map')) {
      if (map.sockets.length > before) break;
      await stack.crash('live-map', container);
    }
    await map.showsCars(20);
    expect(map.sockets.length).toBeGreaterThan(before);
    const { frames, statuses } = map.sockets[map.sockets.length - 1];
    expect(frames[0].snapshot).toBe(true);
    // Cars cross the edge of the view between the frame and the status.
    expect(frames[0].updates).toBeGreaterThan(0.8 * statuses[0].driversInView);
    await framesGoOn();
  });

  test('the groups of live-maps that are gone vanish by themselves', async () => {
    const admin = new Kafka({ brokers: [stack.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      await until(
        'only living replicas have a group',
        async () => {
          const { groups } = await admin.listGroups();
          return groups.filter(({ groupId }) => groupId.startsWith('live-map-')).length === 3;
        },
        60_000,
      );
    } finally {
      await admin.disconnect();
    }
  });

  test('no page has thrown an error', () => {
    expect(map.errors).toEqual([]);
  });

  function statusForHost(host: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const asked = get({ port: stack.edgePort, path: '/healthz', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject);
    });
  }

  async function driverSpeeds(): Promise<readonly DriverSpeedStatus[]> {
    return (await stack.ask('driver-speed', ':3002/status')).map((text) => JSON.parse(text));
  }

  /** Frames arrive on the page's newest socket. */
  async function framesGoOn(): Promise<void> {
    const start = map.sockets.at(-1)?.frames.length ?? 0;
    await until(
      'frames go on',
      () => {
        const socket = map.sockets.at(-1);
        return socket?.open && socket.frames.length > start + 10;
      },
      60_000,
    );
  }

  async function consumers(): Promise<{ map: ConsumerStatus; speed: ConsumerStatus }> {
    const answer = (await (await fetch(`${stack.address}/api/stream`)).json()) as StreamAnswer;
    const [map, speed] = answer.consumers;
    if (map.error !== undefined || speed.error !== undefined) throw new Error(map.error ?? speed.error);
    return { map, speed };
  }

  /** Both consumers read what was written after this call. */
  async function consumersGoOn(): Promise<void> {
    const read = async () => {
      const { map, speed } = await consumers();
      const position = (status: ConsumerStatus) =>
        status.partitions.reduce(
          (sum, { position, lag }) => sum + (lag === null ? Number.NaN : Number(position)),
          0,
        );
      return [position(map), position(speed)];
    };
    const from = await until(
      'both consumers tell all their positions',
      async () => {
        const positions = await read();
        return positions.every(Number.isFinite) && Math.max(...positions);
      },
      180_000,
    );
    await until('both consumers go on', async () => (await read()).every((it) => it > from + 500), 180_000);
  }

  /** A window that was not complete at this call is complete. */
  async function windowsGoOn(): Promise<void> {
    const complete = async () => {
      const answer = await (await fetch(`${stack.address}/api/speed/fleet?window=10s`)).json();
      return (answer as FleetAnswer).completeThroughMs;
    };
    const before = await until('a window is complete', complete, 180_000);
    await until('another window is complete', async () => ((await complete()) ?? 0) > before, 180_000);
  }

  async function sequencesThatStepBack(): Promise<string[]> {
    const last = new Map<string, { sequence: number; occurredAtMs: number }>();
    const wrong: string[] = [];
    const records = (await readTopic(stack.brokers, 'ride-events')).flat();
    for (const record of records) {
      const decoded = decodeRideEvent(record.key, record.value);
      if (decoded.kind !== 'event') continue;
      const { driverId, sequence, occurredAtMs } = decoded.event;
      const before = last.get(driverId);
      // A duplicate or a delayed fix is older and has the lower sequence; only a start anew would have it newer.
      if (before !== undefined && occurredAtMs > before.occurredAtMs && sequence < before.sequence)
        wrong.push(`${driverId}: ${sequence} after ${before.sequence}`);
      if (before === undefined || sequence > before.sequence) last.set(driverId, { sequence, occurredAtMs });
    }
    return wrong;
  }
});
