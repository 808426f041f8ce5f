import { setTimeout as wait } from 'node:timers/promises';
import { openBrowser } from '../tests/harness/browser.ts';
import { type ProcessUse, partName, processTree, pssMb } from '../tests/harness/process-tree.ts';
import { makeHome, startRumo } from '../tests/harness/rumo-process.ts';

const settleMs = 30_000;
const measureMs = 60_000;

interface Use {
  readonly name: string;
  readonly cores: number;
  readonly pssMb: number;
}

/** CPU (mean over 60 s after 30 s) and memory (sum of Pss) of every part, one browser watching the map. */
async function measure(drivers: number): Promise<readonly Use[]> {
  const home = await makeHome();
  const rumo = await startRumo(home, ['--drivers', String(drivers), '--seed', '1']);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(rumo.address);
    await wait(settleMs);
    const runner = await rumo.runnerPid();
    const before = await processTree(runner);
    const startedMs = performance.now();
    await wait(measureMs);
    const after = await processTree(runner);
    const seconds = (performance.now() - startedMs) / 1000;
    return await sumByPart(before, after, seconds);
  } finally {
    await browser.close();
    await rumo.stop();
    await home.remove();
  }
}

async function sumByPart(
  before: readonly ProcessUse[],
  after: readonly ProcessUse[],
  seconds: number,
): Promise<readonly Use[]> {
  const sums = new Map<string, { cores: number; pssMb: number }>();
  for (const { pid, command, cpuS } of after) {
    const name = partName(command);
    const sum = sums.get(name) ?? { cores: 0, pssMb: 0 };
    const earlierS = before.find((it) => it.pid === pid)?.cpuS ?? 0;
    sum.cores += (cpuS - earlierS) / seconds;
    sum.pssMb += await pssMb(pid).catch(() => 0);
    sums.set(name, sum);
  }
  return [...sums].map(([name, sum]) => ({ name, ...sum }));
}

for (const drivers of [300, 1_000]) {
  const parts = await measure(drivers);
  const all = parts.reduce((sum, it) => ({ cores: sum.cores + it.cores, pssMb: sum.pssMb + it.pssMb }), {
    cores: 0,
    pssMb: 0,
  });
  process.stdout.write(`\n${drivers} drivers, one browser watching\n`);
  for (const { name, cores, pssMb: memory } of [...parts, { name: 'all', ...all }]) {
    process.stdout.write(
      `  ${name.padEnd(14)} ${cores.toFixed(3)} core  ${memory.toFixed(0).padStart(5)} MB\n`,
    );
  }
}
