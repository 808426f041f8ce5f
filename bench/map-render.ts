import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, CDPSession } from 'playwright-core';
import { openBrowser } from '../tests/harness/browser.ts';
import type { Way } from './map-render/page.ts';
import { servePage } from './map-render/served-page.ts';

/** Alternating runs of each case; the median counts. */
const runs = 5;
const warmUpMs = 1_500;
const measureMs = 2_500;

interface Measured {
  readonly cpuMs: number;
  readonly fps: number;
}

/** The page's main thread: CPU for each picture, and pictures a second. */
async function measure(
  browser: Browser,
  url: string,
  way: Way,
  cars: number,
  isPanning: boolean,
): Promise<Measured> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    page.on('pageerror', (error) => {
      throw error;
    });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(url);
    await page.evaluate(
      ([way, cars, isPanning]) => (globalThis as unknown as PageGlobals).stage.start(way, cars, isPanning),
      [way, cars, isPanning] as const,
    );
    await wait(warmUpMs);
    const before = await read(session, page);
    await wait(measureMs);
    // A slow way needs time for a handful of pictures.
    let after = await read(session, page);
    for (let more = 0; more < 4 && after.pictures - before.pictures < 4; more++) {
      await wait(measureMs);
      after = await read(session, page);
    }
    const pictures = Math.max(1, after.pictures - before.pictures);
    return {
      cpuMs: (after.cpuMs - before.cpuMs) / pictures,
      fps: (pictures * 1_000) / (after.atMs - before.atMs),
    };
  } finally {
    await page.close();
  }
}

interface PageGlobals {
  readonly stage: {
    start(way: Way, cars: number, isPanning: boolean): Promise<void>;
    pictures(): number;
  };
}

async function read(session: CDPSession, page: Awaited<ReturnType<Browser['newPage']>>) {
  const pictures = await page.evaluate(() => (globalThis as unknown as PageGlobals).stage.pictures());
  const { metrics } = await session.send('Performance.getMetrics');
  const cpuS = metrics.find(({ name }) => name === 'TaskDuration')?.value;
  if (cpuS === undefined) throw new Error('This browser does not tell its TaskDuration.');
  return { pictures, cpuMs: cpuS * 1_000, atMs: performance.now() };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

const rest = (['rumo', 'deck.gl', 'setData'] as const).flatMap((way) =>
  [1_000, 10_000, 100_000].map((cars) => ({ way, cars, isPanning: false })),
);
const panning = [
  { way: 'basemap', cars: 0, isPanning: true },
  { way: 'rumo', cars: 10_000, isPanning: true },
] as const;
const cases = [...rest, ...panning].map((each) => ({ ...each, measured: [] as Measured[] }));

const page = await servePage();
const browser = await openBrowser();
try {
  for (let run = 0; run < runs; run++) {
    for (const each of cases) {
      const measured = await measure(browser, page.url, each.way, each.cars, each.isPanning);
      each.measured.push(measured);
      process.stderr.write(`${run + 1}/${runs} ${each.way} ${each.cars}: ${measured.cpuMs.toFixed(2)} ms\n`);
    }
  }
} finally {
  await browser.close();
  page.close();
}

process.stdout.write(`\nmedian of ${runs}, 1280×800, WebGL in software\n`);
process.stdout.write('way        cars      map     main thread, ms a picture    pictures a second\n');
const result = (way: Way, cars: number, isPanning: boolean): Measured => {
  const found = cases.find((each) => each.way === way && each.cars === cars && each.isPanning === isPanning);
  const measured = found?.measured ?? [];
  return { cpuMs: median(measured.map((it) => it.cpuMs)), fps: median(measured.map((it) => it.fps)) };
};
for (const { way, cars, isPanning } of cases) {
  const { cpuMs, fps } = result(way, cars, isPanning);
  process.stdout.write(
    `${way.padEnd(8)} ${String(cars).padStart(7)}  ${isPanning ? 'moves' : 'rests'}  ${cpuMs.toFixed(2).padStart(20)}  ${fps.toFixed(1).padStart(22)}\n`,
  );
}
const ours = result('rumo', 100_000, false);
process.stdout.write(`\nratio cpu_aim_100k ${(8 / ours.cpuMs).toFixed(2)}\n`);
process.stdout.write(
  `ratio cpu_vs_setdata ${(result('setData', 100_000, false).cpuMs / ours.cpuMs).toFixed(1)}\n`,
);
process.stdout.write(
  `ratio cpu_vs_deckgl ${(result('deck.gl', 100_000, false).cpuMs / ours.cpuMs).toFixed(1)}\n`,
);
const withCars = result('rumo', 10_000, true).fps;
process.stdout.write(`ratio fps_vs_basemap ${(withCars / result('basemap', 0, true).fps).toFixed(2)}\n`);
