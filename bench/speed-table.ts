import type { CDPSession, Page } from 'playwright-core';
import { openApiStage } from '../tests/api/api-stage.ts';
import { openBrowser } from '../tests/harness/browser.ts';
import { median } from './support/median.ts';

const drivers = 10_000;
const windows = 20;
const rounds = 5;
const frames = 240;
const rowsPerFrame = 12;
const rowPx = 40;

interface Scroll {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly worstMs: number;
  /** Of the page's main thread, for each frame. */
  readonly cpuMs: number;
  /** Frames in which the middle of the table had no row. */
  readonly blank: number;
}

interface Change {
  /** From the click or the key until the frame after the other rows are drawn. */
  readonly shownMs: number;
  /** Of the page's main thread. */
  readonly cpuMs: number;
}

/** Scrolls the table by 12 rows in each of 240 frames, to its end and back, and looks at each of them. */
async function scroll(page: Page, session: CDPSession): Promise<Scroll> {
  const beforeMs = await cpuOf(session);
  const seen = await page.evaluate(
    async ([frames, stepPx]) => {
      const box = document.querySelector('section[aria-label="Drivers of the window"]') as HTMLElement;
      box.scrollIntoView({ block: 'center' });
      box.scrollTop = 0;
      const { left, top, width, height } = box.getBoundingClientRect();
      const nextFrame = () => new Promise<number>(requestAnimationFrame);
      await nextFrame();
      let before = await nextFrame();
      let blank = 0;
      let way = 1;
      const times: number[] = [];
      for (let frame = 0; frame < frames; frame++) {
        if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) way = -1;
        else if (box.scrollTop <= 0) way = 1;
        box.scrollTop += way * stepPx;
        const now = await nextFrame();
        times.push(now - before);
        before = now;
        const middle = document.elementFromPoint(left + width / 3, top + height / 2);
        if (middle?.closest('tr')?.querySelector('a') == null) blank++;
      }
      return { times, blank };
    },
    [frames, rowsPerFrame * rowPx],
  );
  const times = seen.times.toSorted((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return {
    ...{ medianMs: at(0.5), p95Ms: at(0.95), worstMs: at(1), blank: seen.blank },
    cpuMs: ((await cpuOf(session)) - beforeMs) / frames,
  };
}

/** Clicks the heading of the drivers' ids: every click turns the order of all rows round. */
async function sort(page: Page, session: CDPSession): Promise<Change> {
  const beforeMs = await cpuOf(session);
  const shownMs = await page.evaluate(async () => {
    const box = document.querySelector('section[aria-label="Drivers of the window"]') as HTMLElement;
    const first = () => box.querySelector('td a')?.textContent;
    const before = first();
    const startedMs = performance.now();
    box.querySelector<HTMLElement>('th button')?.click();
    while (first() === before) await new Promise(requestAnimationFrame);
    return performance.now() - startedMs;
  });
  return { shownMs, cpuMs: (await cpuOf(session)) - beforeMs };
}

/** Puts `text` into the search field at once, as a paste does, and waits for the number of drivers found. */
async function search(page: Page, session: CDPSession, text: string, found: string): Promise<Change> {
  const beforeMs = await cpuOf(session);
  const shownMs = await page.evaluate(
    async ([text, found]) => {
      const field = document.querySelector('input[type="search"]') as HTMLInputElement;
      const shown = () =>
        [...document.querySelectorAll('[role="status"]')].some((p) => p.textContent === found);
      const startedMs = performance.now();
      // React hears of a value only through the element's own setter.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      while (!shown()) await new Promise(requestAnimationFrame);
      return performance.now() - startedMs;
    },
    [text, found],
  );
  return { shownMs, cpuMs: (await cpuOf(session)) - beforeMs };
}

async function cpuOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value;
  if (seconds === undefined) throw new Error('This browser does not tell its TaskDuration.');
  return seconds * 1_000;
}

const medianOf = <Run>(runs: readonly Run[], pick: (run: Run) => number) => median(runs.map(pick));

const whole: Scroll[] = [];
const few: Scroll[] = [];
const sorts: Change[] = [];
const searches: Change[] = [];

const stage = await openApiStage({ drivers, windows });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(60_000);
  // The compiler of this file wraps functions in a call of its own, which the page does not know.
  await page.addInitScript({ content: 'globalThis.__name = (value) => value;' });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(`${stage.address}/speed?sort=driverId`);
  await page.getByText('10,000 drivers', { exact: true }).waitFor();
  // A hundred rows are no work for anybody: what they take is the browser's own pace on this machine.
  for (let round = 0; round <= rounds; round++) {
    const searched = await search(page, session, 'driver-77', '111 of 10,000 drivers');
    const baseline = await scroll(page, session);
    const cleared = await search(page, session, '', '10,000 drivers');
    const all = await scroll(page, session);
    const sorted = await sort(page, session);
    process.stderr.write(
      `${round}/${rounds}: ${baseline.cpuMs.toFixed(1)} and ${all.cpuMs.toFixed(1)} ms of CPU a frame\n`,
    );
    if (round === 0) continue;
    few.push(baseline);
    whole.push(all);
    searches.push(searched, cleared);
    sorts.push(sorted);
  }
} finally {
  await browser.close();
  await stage.close();
}

const fields = ['medianMs', 'p95Ms', 'worstMs', 'cpuMs', 'blank'] as const;
const line = (name: string, cells: readonly string[]) =>
  process.stdout.write(`${name.padEnd(16)}${cells.map((cell) => cell.padStart(10)).join('')}\n`);
process.stdout.write(
  `\nthe table of /speed, ${frames} frames of ${rowsPerFrame} rows, ms a frame, medians of ${rounds}\n`,
);
line('', ['median', 'p95', 'worst', 'CPU', 'blank']);
for (const [name, runs] of [['111 drivers', few] as const, ['10,000 drivers', whole] as const])
  line(
    name,
    fields.map((field) => medianOf(runs, (run) => run[field]).toFixed(1)),
  );
for (const [name, runs] of [['sorting', sorts] as const, ['searching', searches] as const])
  process.stdout.write(
    `${name} 10,000 drivers: shown after ${medianOf(runs, (run) => run.shownMs).toFixed(0)} ms, ${medianOf(runs, (run) => run.cpuMs).toFixed(0)} ms of CPU\n`,
  );
const ratio = (pick: (run: Scroll) => number) => (medianOf(few, pick) / medianOf(whole, pick)).toFixed(2);
process.stdout.write(`ratio scroll_p95_111_vs_10000 ${ratio((run) => run.p95Ms)}\n`);
process.stdout.write(`ratio scroll_cpu_111_vs_10000 ${ratio((run) => run.cpuMs)}\n`);
