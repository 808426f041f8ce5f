import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { openBrowser } from '../tests/harness/browser.ts';
import type { Way } from './map-render/page.ts';
import { servePage } from './map-render/served-page.ts';
import { median } from './support/median.ts';

const warmUpMs = 1_000;
const measureMs = 2_000;
const aimMs = 8;

interface Measured {
  readonly cpuMs: number;
  readonly fps: number;
}

interface Case {
  readonly way: Way;
  readonly cars: number;
  readonly isPanning: boolean;
}

/** The page's main thread: CPU for each picture, and pictures a second. */
async function measure(browser: Browser, url: string, { way, cars, isPanning }: Case): Promise<Measured> {
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

async function read(session: CDPSession, page: Page) {
  const pictures = await page.evaluate(() => (globalThis as unknown as PageGlobals).stage.pictures());
  const { metrics } = await session.send('Performance.getMetrics');
  const cpuS = metrics.find(({ name }) => name === 'TaskDuration')?.value;
  if (cpuS === undefined) throw new Error('This browser does not tell its TaskDuration.');
  return { pictures, cpuMs: cpuS * 1_000, atMs: performance.now() };
}

const counts = [1_000, 10_000, 100_000];
const parts: Readonly<Record<string, readonly Case[]>> = {
  still: (['rumo', 'deck.gl', 'setData'] as const).flatMap((way) =>
    counts.map((cars) => ({ way, cars, isPanning: false })),
  ),
  moving: [
    { way: 'basemap', cars: 0, isPanning: true },
    { way: 'rumo', cars: 10_000, isPanning: true },
  ],
};
const [runs = 3, partNames = Object.keys(parts).join()] = process.argv.slice(3);
const cases = String(partNames)
  .split(',')
  .flatMap((name) => {
    if (parts[name] === undefined) throw new Error(`map-render has no part ${JSON.stringify(name)}.`);
    return parts[name].map((each) => ({ ...each, measured: [] as Measured[] }));
  });

const page = await servePage();
const browser = await openBrowser();
const startedMs = performance.now();
try {
  for (let run = 0; run < Number(runs); run++) {
    for (const each of cases) {
      const measured = await measure(browser, page.url, each);
      each.measured.push(measured);
      const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
      process.stderr.write(
        `${seconds} s: ${run + 1}/${runs} ${each.way} ${each.cars}: ${measured.cpuMs.toFixed(2)} ms\n`,
      );
    }
  }
} finally {
  await browser.close();
  page.close();
}

const summary = ({ measured }: { readonly measured: readonly Measured[] }): Measured => ({
  cpuMs: median(measured.map((it) => it.cpuMs)),
  fps: median(measured.map((it) => it.fps)),
});

process.stdout.write(`\nmedian of ${runs}, 1280×800, WebGL in software\n`);
process.stdout.write('way        cars      map     main thread, ms a picture    pictures a second\n');
for (const each of cases) {
  const { cpuMs, fps } = summary(each);
  const moves = each.isPanning ? 'moves' : 'rests';
  process.stdout.write(
    `${each.way.padEnd(8)} ${String(each.cars).padStart(7)}  ${moves}  ${cpuMs.toFixed(2).padStart(20)}  ${fps.toFixed(1).padStart(22)}\n`,
  );
}

const result = (way: Way, cars: number): Measured | null => {
  const found = cases.find((each) => each.way === way && each.cars === cars);
  return found === undefined ? null : summary(found);
};
const ratio = (name: string, of: number | undefined, to: number | undefined) => {
  if (of !== undefined && to !== undefined) process.stdout.write(`ratio ${name} ${(of / to).toFixed(2)}\n`);
};
process.stdout.write('\n');
if (cases.some(({ isPanning }) => !isPanning)) {
  ratio('cpu_aim_100k', aimMs, result('rumo', 100_000)?.cpuMs);
  for (const cars of counts) {
    const ours = result('rumo', cars)?.cpuMs;
    // Ten thousand is what setData is still used for.
    const at = cars === 10_000 ? '' : `_${cars / 1_000}k`;
    ratio(`cpu_vs_setdata${at}`, result('setData', cars)?.cpuMs, ours);
    ratio(`cpu_vs_deckgl${at}`, result('deck.gl', cars)?.cpuMs, ours);
  }
}
if (cases.some(({ isPanning }) => isPanning)) {
  const panning = (way: Way) => cases.find((each) => each.isPanning && each.way === way);
  const [cars, basemap] = [panning('rumo'), panning('basemap')];
  if (cars !== undefined && basemap !== undefined)
    ratio('fps_vs_basemap', summary(cars).fps, summary(basemap).fps);
}
