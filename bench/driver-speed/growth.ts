import { median } from '../support/median.ts';
import { emptyDatabase } from './comparison.ts';
import { type Contestant, nodeContestant } from './contestant.ts';
import type { LoadedTopic } from './load-topic.ts';
import type { Stage } from './stage.ts';

/** CPU per record at few and at many drivers, of one process in alternating runs after a warm-up of both. */
export async function measureGrowth(
  stage: Stage,
  few: LoadedTopic,
  many: LoadedTopic,
  runs: number,
): Promise<void> {
  const product = nodeContestant('product-process.ts');
  const costUs = new Map<LoadedTopic, number[]>([few, many].map((topic) => [topic, []]));
  try {
    for (let run = 0; run <= runs; run++) {
      for (const [topic, costs] of costUs) {
        const { cpuMs, tookMs } = await runCounted(stage, product, topic);
        const cost = (cpuMs * 1_000) / topic.records;
        if (run > 0) costs.push(cost);
        const label = `${topic.fleet.drivers.toLocaleString('en')} drivers`.padEnd(16);
        const perS = Math.round((topic.records / tookMs) * 1_000).toLocaleString('en');
        process.stdout.write(
          `${run === 0 ? 'warm-up' : `run ${run}  `}  ${label} ${perS} records/s  ${cost.toFixed(2)} µs CPU\n`,
        );
      }
    }
  } finally {
    await product.end();
  }
  const [fewUs, manyUs] = [...costUs.values()].map(median);
  process.stdout.write(`ratio growth_100k ${(fewUs / manyUs).toFixed(2)}\n`);
}

/** Bytes in memory for each driver with open windows, when most of the topic is read; of a process of its own. */
export async function measureMemory(stage: Stage, topic: LoadedTopic): Promise<void> {
  const product = nodeContestant('product-process.ts', { execArgs: ['--expose-gc'] });
  try {
    const { memoryBytes } = await runCounted(stage, product, topic);
    const { drivers, intervalMs } = topic.fleet;
    const each = Object.entries(memoryBytes ?? {}).map(
      ([what, bytes]) => `${what} ${(bytes / drivers / 1_024).toFixed(2)} KiB`,
    );
    process.stdout.write(
      `memory per open driver, ${drivers.toLocaleString('en')} with a fix each ${intervalMs / 1_000} s: ${each.join(', ')}\n`,
    );
  } finally {
    await product.end();
  }
}

/** The same work with the sums by street and by cell on (W16), after a warm-up. */
export async function measureStreets(stage: Stage, topic: LoadedTopic): Promise<void> {
  const product = nodeContestant('product-process.ts', { env: { STREETS: 'on' } });
  try {
    await runCounted(stage, product, topic);
    const { cpuMs, tookMs } = await runCounted(stage, product, topic);
    const perS = Math.round((topic.records / tookMs) * 1_000).toLocaleString('en');
    const cost = ((cpuMs * 1_000) / topic.records).toFixed(2);
    process.stdout.write(
      `with sums by street and by cell: ${perS} records/s, ${cost} µs CPU (one run after a warm-up)\n`,
    );
  } finally {
    await product.end();
  }
}

/** Throws when not every record of the topic was counted (W13). */
async function runCounted(stage: Stage, product: Contestant, topic: LoadedTopic) {
  await emptyDatabase(stage);
  const { name, lastOffsets, records } = topic;
  const measured = await product.run({
    brokers: stage.brokers,
    topic: name,
    lastOffsets,
    output: stage.databaseUrl,
  });
  const progress = await stage.database.partitionProgress.findMany();
  const read = progress.reduce((sum, it) => sum + Number(it.read), 0);
  if (read !== records) throw new Error(`${name}: ${read} records counted of ${records}`);
  return measured;
}
