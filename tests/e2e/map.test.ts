import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openBrowser } from '../harness/browser.ts';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { partName, processTree } from '../harness/process-tree.ts';
import { makeHome, type RumoHome, type RumoProcess, startRumo } from '../harness/rumo-process.ts';
import { until } from '../harness/until.ts';

const noBrowser = leftOutWithout('Chromium or Chrome', chromiumPath !== null);
/** WebGL in software, a broker and all services may have to share two busy cores. */
const patienceMs = 90_000;
/** A car whose newest fix is older than this is not live: one fix a second, and a busy machine. */
const freshMs = 20_000;
const mostCars = 150;

interface PageCar {
  readonly driverId: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly status: string;
  readonly speedMps: number | null;
  readonly ageMs: number;
}

describe.skipIf(noBrowser)('the live map in a browser', () => {
  let home: RumoHome;
  let rumo: RumoProcess;
  let browser: Browser;
  let page: Page;
  let protocol: CDPSession;
  const problems: string[] = [];

  beforeAll(async () => {
    home = await makeHome();
    rumo = await startRumo(home, ['--seed', '7'], { LIVE_MAP_MAX_CARS_IN_VIEW: String(mostCars) });
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => problems.push(error.message));
    protocol = await page.context().newCDPSession(page);
    await open('?lat=-34.9&lng=-56.16&zoom=14.5');
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await rumo?.stop();
    await home?.remove();
  });

  async function open(query: string): Promise<void> {
    await page.goto(`${rumo.address}/${query}`);
    await page.waitForFunction(() => 'rumo' in globalThis);
  }

  function cars(): Promise<readonly PageCar[]> {
    return page.evaluate(() =>
      (globalThis as unknown as { rumo: { cars(): Promise<readonly PageCar[]> } }).rumo.cars(),
    );
  }

  function freshCars(what: string) {
    return until(
      what,
      async () => {
        const now = await cars();
        return now.length > 0 && now.some(({ ageMs }) => ageMs < freshMs) && now;
      },
      patienceMs,
    );
  }

  const parameter = (name: string) => new URL(page.url()).searchParams.get(name);

  test('cars come and the list shows them, sorted by speed as by name', async () => {
    await freshCars('cars are drawn');
    await page.keyboard.press('l');
    const table = page.getByRole('table', { name: /Cars in view/ });
    await table
      .getByRole('button', { name: /^driver-/ })
      .first()
      .waitFor();
    await table.getByRole('button', { name: 'km/h' }).click();
    await page
      .getByRole('columnheader', { name: 'km/h' })
      .and(page.locator('[aria-sort=descending]'))
      .waitFor();
    await until('the fastest are first', async () => {
      const cells = await table.locator('tbody tr td:nth-child(3)').allInnerTexts();
      const speeds = cells.map(Number).filter((speed) => !Number.isNaN(speed));
      return speeds.length > 1 && speeds.every((speed, at) => at === 0 || speed <= speeds[at - 1]);
    });
    await page.keyboard.press('Escape');
    await table.waitFor({ state: 'detached' });
  });

  test('a street is found without its accents and shown whole', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('batlle y ordonez');
    await page
      .getByRole('option', { name: /José Batlle y Ordóñez/ })
      .first()
      .click();
    await until('the map has gone there', () => Number(parameter('zoom')) < 14.2);
    await page.keyboard.press('Escape');
  });

  test('a driver found by its id is selected and followed, and the link holds it', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('driver-0042');
    await page.getByRole('option', { name: /driver-0042/ }).click();
    await page.getByRole('button', { name: 'Stop following' }).waitFor();
    await until('the link names the driver', () => parameter('driver') === 'driver-0042');
    await until(
      'the car is in the middle of what is followed',
      async () => {
        const car = (await cars()).find(({ driverId }) => driverId === 'driver-0042');
        const [latitude, longitude] = [Number(parameter('lat')), Number(parameter('lng'))];
        return (
          car !== undefined &&
          Math.abs(car.latitude - latitude) < 0.003 &&
          Math.abs(car.longitude - longitude) < 0.003
        );
      },
      patienceMs,
    );
    await page.getByRole('button', { name: /Delay/ }).click();
    const budget = page.getByRole('region', { name: 'Where the delay comes from' });
    await budget.getByRole('rowheader', { name: /Broker → consumer/ }).waitFor();
    expect(await budget.innerText()).not.toMatch(/NaN|undefined/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  test('a link with a filter shows its cars alone', async () => {
    await open('?lat=-34.9&lng=-56.16&zoom=14.5&status=on_trip&color=speed');
    await freshCars('cars are drawn');
    await page.keyboard.press('l');
    const statuses = page.locator('table tbody tr td:nth-child(2)');
    await statuses.first().waitFor();
    const told = (await statuses.allInnerTexts()).map((status) => status.trim());
    expect(new Set(told)).toEqual(new Set(['On trip']));
    await page.getByRole('button', { name: 'Speed', exact: true, pressed: true }).waitFor();
  });

  test('M7 cells take the place of cars where there are too many, and give it back', async () => {
    await open('?lat=-34.9&lng=-56.16&zoom=14.5');
    await freshCars('cars are drawn');
    const seen = new Set((await cars()).map(({ driverId }) => driverId));
    await page.getByRole('button', { name: 'Show the whole city' }).click();
    await until('cells stand for the cars', async () => (await cars()).length === 0, patienceMs);
    await open('?lat=-34.9&lng=-56.16&zoom=14.5');
    const back = await freshCars('the cars are back');
    expect(back.some(({ driverId }) => seen.has(driverId))).toBe(true);
  });

  test('M4 after live-map was killed the page says so, comes back by itself and names the cars anew', async () => {
    const tree = await processTree(await rumo.runnerPid());
    const liveMap = tree.find(({ command }) => partName(command) === 'live-map');
    if (liveMap === undefined) throw new Error('live-map does not run');
    process.kill(liveMap.pid, 'SIGKILL');
    await page
      .getByText(/The live map does not answer/)
      .first()
      .waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const back = await freshCars('the cars are back');
    for (const { driverId } of back) expect(driverId).toMatch(/^driver-\d{4}$/);
  });

  test('M5 a page that slept shows the present when it wakes, and old cars are not led there through the city', async () => {
    const before = await freshCars('cars are drawn');
    await protocol.send('Page.setWebLifecycleState', { state: 'frozen' });
    // The sleep itself is what is tested: long enough that all that was known is old.
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    await protocol.send('Page.setWebLifecycleState', { state: 'active' });
    const woken = await freshCars('cars are live again');
    expect(woken.length).toBeGreaterThan(before.length / 4);
    await page.getByText('Live', { exact: true }).waitFor();
  });

  test('M3 a slow page is not sent a queue: its cars stay fresh', async () => {
    await protocol.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    for (let look = 0; look < 3; look++) await freshCars('cars are fresh on a slow page');
    await protocol.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  });

  test('a ride’s link shows the way that is left and when the car is there', async () => {
    await open('?lat=-34.9&lng=-56.16&zoom=14.5');
    const riding = await until(
      'somebody rides',
      async () => (await cars()).find(({ status }) => status === 'on_trip'),
      patienceMs,
    );
    await open(`?ride=${riding.driverId}`);
    const panel = page.getByRole('complementary', { name: 'Your ride' });
    await panel.getByText(/ left$/).waitFor();
    expect(await panel.innerText()).toMatch(/\d\d:\d\d at the (pickup|dropoff)/);
    expect(await page.getByRole('combobox').count()).toBe(0);
  });

  test('no page has thrown an error', () => {
    expect(problems).toEqual([]);
  });
});
