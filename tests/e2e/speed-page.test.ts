import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiStage, hourMs, openApiStage } from '../api/api-stage.ts';
import { chromiumPath, openBrowser } from '../harness/browser.ts';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { until } from '../harness/until.ts';

const noBrowser = leftOutWithout('Chromium or Chrome', chromiumPath !== null);
const patienceMs = 60_000;

describe.skipIf(noBrowser)('the speed pages', () => {
  let stage: ApiStage;
  let browser: Browser;
  const problems: string[] = [];

  beforeAll(async () => {
    stage = await openApiStage();
    browser = await openBrowser();
  }, 400_000);
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  async function openPage(path: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(stage.address + path);
    return page;
  }
  const drivers = (page: Page) => page.getByRole('region', { name: 'Drivers of the window' });
  const driverLinks = (page: Page) => drivers(page).getByRole('link');
  const query = (page: Page) => new URL(page.url()).searchParams;

  test('an address brings back window length, range, search, order and threshold', async () => {
    const fromMs = hourMs + 300_000;
    const range = `from=${fromMs}&to=${fromMs + 300_000}`;
    const page = await openPage(`/speed?window=30s&${range}&q=driver-3&sort=-driverId&over=25&min=40`);
    await driverLinks(page).first().waitFor();
    expect(await page.getByRole('radio', { name: '30 s' }).isChecked()).toBe(true);
    expect(await page.getByRole('searchbox', { name: 'Search drivers' }).inputValue()).toBe('driver-3');
    expect(await driverLinks(page).allTextContents()).toEqual(
      ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0', ''].map((digit) => `driver-3${digit}`),
    );
    expect(await page.getByLabel('Above the limit by').inputValue()).toBe('25');
    expect(await page.getByLabel('for at least').inputValue()).toBe('40');
    expect(await page.getByRole('button', { name: 'Live' }).getAttribute('aria-pressed')).toBe('false');
    await page.close();
  });

  test('the table sorts by click and by keyboard, searches, and keeps both in the address', async () => {
    const page = await openPage('/speed');
    await driverLinks(page).first().waitFor();
    const heading = drivers(page).getByRole('columnheader', { name: 'Driver' });
    await heading.getByRole('button').click();
    await until('the first in order is first', async () => (await firstDriver(page)) === 'driver-10');
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Enter');
    await until('the last in order is first', async () => (await firstDriver(page)) === 'driver-9');
    expect(query(page).get('sort')).toBe('-driverId');
    await page.keyboard.press('/');
    await page.keyboard.type('driver-7');
    await page.getByText('1 of 40 drivers').waitFor();
    await until('the address has the search', () => query(page).get('q') === 'driver-7');
    await page.close();
  });

  test('zoom and pan end up in the address and ask a handful of times', async () => {
    const page = await openPage('/speed');
    const chart = page.getByRole('slider', { name: /Fleet speed over time/ });
    await chart.waitFor();
    await page.locator('.u-over').first().waitFor();
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(request.url()));
    await page.locator('.u-over').first().hover();
    await page.keyboard.down('Control');
    for (let turn = 0; turn < 8; turn++) await page.mouse.wheel(0, -50);
    await page.keyboard.up('Control');
    for (let turn = 0; turn < 8; turn++) await page.mouse.wheel(-40, 0);
    await until('the address has a range', () => query(page).get('from') !== null);
    const ranges = [...asked].filter((url) => url.includes('/api/speed/fleet'));
    expect(ranges.length).toBeLessThanOrEqual(8);
    await chart.focus();
    await page.keyboard.press('Escape');
    await until('the address has none', () => query(page).get('from') === null);
    await page.keyboard.press('+');
    await until('the address has a span', () => query(page).get('span') === '450');
    await page.close();
  });

  test('a window is chosen and explained by keyboard: its fixes and what was late', async () => {
    const page = await openPage('/speed/drivers/driver-6');
    const chosenMs = hourMs + 1_790_000;
    await page.route(`**/api/speed/drivers/driver-6/windows/${chosenMs}`, (route) =>
      route.fulfill({ json: explainedWindow(chosenMs) }),
    );
    const chart = page.getByRole('slider', { name: /Speed over time/ });
    await page.locator('.u-over').first().waitFor();
    await chart.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/km\/h, odometer/);
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'A window explained' });
    await panel.getByText('22 m in 2.0 s = 39.6 km/h. 2 fixes used, 1 late.').waitFor();
    expect(query(page).get('at')).toBe(String(chosenMs));
    await panel.getByText('As a table').click();
    // Its rows are made once it is open.
    await panel.getByRole('row').first().waitFor();
    const rows = await panel.getByRole('row').allTextContents();
    expect(rows).toHaveLength(1 + 3);
    expect(rows[3]).toContain('late: its window had closed');
    await page.close();
  });

  test('what is drawn can be read as tables, on paper too, where nothing is left to press', async () => {
    const page = await openPage('/speed');
    await driverLinks(page).first().waitFor();
    await page.emulateMedia({ media: 'print' });
    const fleet = page.getByRole('table', { name: 'Fleet speed by window, newest first' });
    await fleet.waitFor();
    await page.getByRole('table', { name: 'Drivers by speed' }).waitFor();
    const drivers = page.getByRole('table', { name: 'Drivers with their speed in the window' });
    expect(await drivers.getByRole('row').count()).toBe(1 + 40);
    expect(await page.getByRole('searchbox').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Zoom in' }).count()).toBe(0);
    expect(await page.locator('body').innerText()).not.toMatch(/undefined|NaN/);
    await page.close();
  });

  test('no page has thrown an error', () => {
    expect(problems).toEqual([]);
  });

  const firstDriver = (page: Page) => driverLinks(page).first().textContent();
});

/** A second of driving, a second more, and a fix that came 30 s late. */
function explainedWindow(windowStartMs: number) {
  const fix = (second: number, outcome: string) => ({
    occurredAtMs: windowStartMs + second * 1_000,
    arrivalMs: windowStartMs + second * 1_000 + (outcome === 'late' ? 30_000 : 200),
    position: String(second),
    sequence: second,
    latitude: -34.9 + second / 10_000,
    longitude: -56.2,
    accuracyM: 4,
    speedMps: 11,
    headingDeg: 0,
    status: 'on_trip',
    outcome,
    segment: outcome === 'used' ? { distanceM: 11, timeMs: 1_000, outlier: false } : null,
  });
  return {
    driverId: 'driver-6',
    windowStartMs,
    windowMs: 10_000,
    row: { meanKmh: 39.6, distanceM: 22, timeS: 2, fixes: 2, outliers: 0, partial: false },
    before: null,
    fixes: [fix(1, 'used'), fix(2, 'used'), fix(3, 'late')],
    note: null,
  };
}
