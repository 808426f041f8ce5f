import type { Page } from 'playwright-core';
import { openApiStage } from '../tests/api/api-stage.ts';
import { openBrowser } from '../tests/harness/browser.ts';

const drivers = 10_000;
const windows = 20;
const rounds = 5;
const frames = 240;
const rowsPerFrame = 12;

interface Scroll {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly worstMs: number;
  readonly longTasks: number;
  /** Frames in which the middle of the table had no row. */
  readonly blank: number;
}

/** Scrolls the table by 12 rows in each of 240 frames and looks at each of them. */
function scroll(page: Page): Promise<Scroll> {
  return page.evaluate(
    async ([frames, stepPx]) => {
      const box = document.querySelector('section[aria-label="Drivers of the window"]') as HTMLElement;
      box.scrollTop = 0;
      let longTasks = 0;
      const observer = new PerformanceObserver((list) => {
        longTasks += list.getEntries().length;
      });
      observer.observe({ type: 'longtask' });
      const { left, top, width, height } = box.getBoundingClientRect();
      const nextFrame = () => new Promise<number>(requestAnimationFrame);
      await nextFrame();
      let before = await nextFrame();
      let blank = 0;
      const times: number[] = [];
      for (let frame = 0; frame < frames; frame++) {
        const bottom = box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
        box.scrollTop = bottom ? 0 : box.scrollTop + stepPx;
        const now = await nextFrame();
        times.push(now - before);
        before = now;
        const seen = document.elementFromPoint(left + width / 3, top + height / 2);
        if (seen?.closest('tr')?.querySelector('a') == null) blank++;
      }
      observer.disconnect();
      times.sort((a, b) => a - b);
      const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
      return { medianMs: at(0.5), p95Ms: at(0.95), worstMs: at(1), longTasks, blank };
    },
    [frames, rowsPerFrame * 40],
  );
}

/** From a click on a heading until the frame after the table's next order is drawn, ms. */
function sort(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const box = document.querySelector('section[aria-label="Drivers of the window"]') as HTMLElement;
    const first = () => box.querySelector('td a')?.textContent;
    const before = first();
    const startedMs = performance.now();
    box.querySelector<HTMLElement>('th button')?.click();
    while (first() === before) await new Promise(requestAnimationFrame);
    return performance.now() - startedMs;
  });
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

const stage = await openApiStage({ drivers, windows });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // The compiler of this file wraps functions in a call of its own, which the page does not know.
  await page.addInitScript({ content: 'globalThis.__name = (value) => value;' });
  await page.goto(`${stage.address}/speed?sort=driverId`);
  const search = page.getByRole('searchbox', { name: 'Search drivers' });
  const found = async (text: string, answer: string) => {
    await search.fill(text);
    await page.getByText(answer, { exact: true }).waitFor({ timeout: 60_000 });
  };
  await found('', '10,000 drivers');
  const all: Scroll[] = [];
  const few: Scroll[] = [];
  // A hundred rows are no work for anybody: what they take is the browser's own pace on this machine.
  for (let round = 0; round <= rounds; round++) {
    await found('driver-77', '111 of 10,000 drivers');
    const baseline = await scroll(page);
    await found('', '10,000 drivers');
    const whole = await scroll(page);
    if (round === 0) continue;
    few.push(baseline);
    all.push(whole);
  }
  const sorts = [];
  for (let turn = 0; turn < rounds; turn++) sorts.push(await sort(page));

  const line = (name: string, runs: readonly Scroll[]) => {
    const of = (pick: (run: Scroll) => number) => median(runs.map(pick));
    process.stdout.write(
      `${name.padEnd(16)} ${of((run) => run.medianMs)
        .toFixed(1)
        .padStart(8)} ${of((run) => run.p95Ms)
        .toFixed(1)
        .padStart(8)} ${of((run) => run.worstMs)
        .toFixed(1)
        .padStart(
          8,
        )} ${String(of((run) => run.longTasks)).padStart(8)} ${String(of((run) => run.blank)).padStart(8)}\n`,
    );
  };
  process.stdout.write(
    `\nthe table of /speed, ${frames} frames of ${rowsPerFrame} rows, ms a frame, medians of ${rounds}\n`,
  );
  process.stdout.write('                   median      p95    worst  long tasks  blank\n');
  line('111 drivers', few);
  line('10,000 drivers', all);
  process.stdout.write(
    `sorting 10,000 drivers: ${median(sorts).toFixed(0)} ms from the click to the picture\n`,
  );
  const p95 = (runs: readonly Scroll[]) => median(runs.map((run) => run.p95Ms));
  process.stdout.write(`ratio scroll_p95_111_vs_10000 ${(p95(few) / p95(all)).toFixed(2)}\n`);
} finally {
  await browser.close();
  await stage.close();
}
