import { indexEdges, nearestEdge, readCityPack } from '@rumo/city';
import { decodeRideEvent, type LocationUpdated, windowExplanationSchema } from '@rumo/events';
import { distanceM, distanceToSegmentM, type Position } from '@rumo/geo';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lanAddresses } from '../../apps/rumo/src/lan.ts';
import { brokersUnderTest } from '../harness/broker-process.ts';
import { chromiumPath, openBrowser } from '../harness/browser.ts';
import { root } from '../harness/node-process.ts';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { readTopic } from '../harness/read-topic.ts';
import { makeHome, type RumoHome, type RumoProcess, startRumo } from '../harness/rumo-process.ts';
import { until } from '../harness/until.ts';

const noBrowser = leftOutWithout('Chromium or Chrome', chromiumPath !== null);
/** WebGL in software, a broker and all services may have to share two busy cores. */
const patienceMs = 120_000;
const noNetwork = leftOutWithout('an address beyond loopback', lanAddresses().length > 0);

describe.skipIf(noBrowser).each(brokersUnderTest)(
  'the first minute, from the README’s command, on %s',
  (kind) => {
    let home: RumoHome;
    let rumo: RumoProcess;
    let browser: Browser;
    const problems: string[] = [];

    beforeAll(async () => {
      home = await makeHome(kind);
      rumo = await startRumo(home, ['--seed', '7', '--lan']);
      browser = await openBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await rumo?.stop();
      await home?.remove();
    });

    async function openPage(url: string): Promise<Page> {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.setDefaultTimeout(patienceMs);
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(url);
      return page;
    }

    test('npm start names the address and how long it took', () => {
      expect(rumo.output()).toMatch(/Cars move \d+\.\d s after the start/);
      expect(rumo.output()).toContain(`http://localhost:${home.ports.web}`);
    });

    test('cars move on the map: two pictures of the same place differ', async () => {
      const page = await openPage(rumo.address);
      const inView = page.getByRole('status', { name: 'Drivers in view' });
      await until(
        'drivers are in view',
        async () => Number((await inView.textContent())?.replace(/\D/g, '')) > 50,
      );
      const clip = { x: 500, y: 250, width: 500, height: 400 };
      let before = await page.screenshot({ clip });
      let changes = 0;
      // The first differences are the basemap arriving; after a few in a row only cars are left to move.
      await until('the picture goes on changing', async () => {
        const after = await page.screenshot({ clip });
        if (!after.equals(before)) changes++;
        before = after;
        return changes >= 6;
      });
      await page.close();
    });

    test('M5 a followed car is drawn where the stream has it, on a street', async () => {
      const driverId = 'driver-0042';
      const page = await openPage(`${rumo.address}/?driver=${driverId}`);
      await page.getByRole('button', { name: 'Follow' }).click();
      await page.getByRole('button', { name: 'Stop following' }).waitFor();
      const drawn = await until('the address tells where the car is', () => {
        const query = new URL(page.url()).searchParams;
        if (query.get('lat') === null) return false;
        return { latitude: Number(query.get('lat')), longitude: Number(query.get('lng')) };
      });
      await until('the map has stayed with the car', async () => {
        const [latest] = (await fixesOf(driverId)).slice(-1);
        const query = new URL(page.url()).searchParams;
        const now = { latitude: Number(query.get('lat')), longitude: Number(query.get('lng')) };
        return latest !== undefined && distanceM(now, latest) < 400 && now;
      });
      const query = new URL(page.url()).searchParams;
      const seen = { latitude: Number(query.get('lat')), longitude: Number(query.get('lng')) };
      const path = await fixesOf(driverId);
      expect(drawn.latitude).toBeLessThan(0);
      expect(distanceToPathM(seen, path)).toBeLessThan(25);
      const { graph } = await readCityPack(`${root}/cities/montevideo`);
      expect(nearestEdge(indexEdges(graph), seen, { maxDistanceM: 60 })).not.toBeNull();
      await page.close();
    });

    test('speeds appear: first what closes next, then windows and every driver', async () => {
      const page = await openPage(`${rumo.address}/speed`);
      const table = page.getByRole('region', { name: 'Drivers of the window' });
      await table
        .getByRole('link', { name: /driver-/ })
        .first()
        .waitFor();
      // A partition's rows come when it closes the window: the newest one may lack some for a moment (W14).
      const rows = await until('the newest window has nearly every driver', async () => {
        const response = await fetch(`${rumo.address}/api/speed/drivers?window=10s`);
        const newest = (await response.json()) as { rows: { meanKmh: number | null }[] };
        return newest.rows.length > 250 && newest.rows;
      });
      const speeds = rows.map((row) => row.meanKmh).filter((kmh) => kmh !== null);
      expect(Math.max(...speeds)).toBeGreaterThan(20);
      expect(Math.max(...speeds)).toBeLessThan(150);
      expect(await page.locator('body').innerText()).not.toMatch(/undefined|NaN/);
      await page.close();
    });

    test('a window of the table is explained by its fixes in the log', async () => {
      const drivers = await fetch(`${rumo.address}/api/speed/drivers?window=10s&limit=5`);
      const { startMs, rows } = (await drivers.json()) as {
        startMs: number;
        rows: { driverId: string; distanceM: number }[];
      };
      for (const { driverId, distanceM: storedM } of rows) {
        const response = await fetch(`${rumo.address}/api/speed/drivers/${driverId}/windows/${startMs}`);
        const explained = windowExplanationSchema.parse(await response.json());
        expect(explained).toMatchObject({ row: { distanceM: storedM }, note: null });
        const counted = explained.fixes.flatMap(({ segment }) =>
          segment?.outlier === false ? [segment] : [],
        );
        expect(counted.reduce((sum, segment) => sum + segment.distanceM, 0)).toBeCloseTo(storedM, 6);
      }
    });

    test.skipIf(noNetwork)(
      'the pages work by an address of this machine beyond loopback, with --lan',
      async () => {
        const page = await openPage(`http://${lanAddresses()[0]}:${home.ports.web}`);
        const inView = page.getByRole('status', { name: 'Drivers in view' });
        await until(
          'drivers are in view',
          async () => Number((await inView.textContent())?.replace(/\D/g, '')) > 50,
        );
        await page.close();
      },
    );

    test('D5 a page of another origin and another host are refused', async () => {
      const page = await browser.newPage();
      await page.goto(`${rumo.address}/healthz`);
      const socketUrl = `ws://127.0.0.1:${home.ports.liveMap}/socket.io/?EIO=4&transport=websocket`;
      // A data: page has the origin "null".
      await page.goto('data:text/html,<p>elsewhere</p>');
      const outcome = await page.evaluate(
        (url) =>
          new Promise<string>((resolve) => {
            const socket = new WebSocket(url);
            socket.onopen = () => resolve('opened');
            socket.onerror = () => resolve('refused');
          }),
        socketUrl,
      );
      expect(outcome).toBe('refused');
      await page.close();
    });

    test('no process has printed a warning of Node', () => {
      expect(rumo.output()).not.toMatch(/\(node:\d+\)/);
    });

    test('no page has thrown an error', () => {
      expect(problems).toEqual([]);
    });

    async function fixesOf(driverId: string): Promise<readonly LocationUpdated[]> {
      const topic = await readTopic(`127.0.0.1:${home.ports.broker}`, 'ride-events');
      return topic
        .flat()
        .map((record) => decodeRideEvent(record.key, record.value))
        .flatMap((decoded) => (decoded.kind === 'event' ? [decoded.event] : []))
        .filter(
          (event): event is LocationUpdated =>
            event.type === 'LocationUpdated' && event.driverId === driverId,
        )
        .sort((a, b) => a.occurredAtMs - b.occurredAtMs);
    }
  },
);

/** Metres from a point to the line through the fixes. */
function distanceToPathM(point: Position, fixes: readonly Position[]): number {
  return Math.min(...fixes.slice(1).map((fix, index) => distanceToSegmentM(point, fixes[index], fix)));
}
