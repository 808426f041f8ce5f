import { setTimeout as wait } from 'node:timers/promises';
import { consumerStatusSchema } from '@rumo/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareHome } from '../harness/compare-home.ts';
import { leftOutWithout } from '../harness/outside-tool.ts';
import { partName, processTree, pssMb } from '../harness/process-tree.ts';
import { makeHome, type RumoHome, type RumoProcess, startRumo } from '../harness/rumo-process.ts';

const minutes = Number(process.env.SOAK_MINUTES ?? 30);
const drivers = 1_000;
const wanted =
  process.env.RUMO_FULL === '1' && !leftOutWithout('/proc (Linux)', process.platform === 'linux');

/** Pss of every part, MB. */
type Memory = Readonly<Record<string, number>>;

describe.skipIf(!wanted)(`${minutes} minutes at ${drivers} drivers`, () => {
  let home: RumoHome;
  let rumo: RumoProcess;
  const memory: Memory[] = [];
  /** For each second, the least lag seen in it, over both consumers. */
  const leastLags: number[] = [];

  beforeAll(async () => {
    home = await makeHome();
    rumo = await startRumo(home, ['--drivers', String(drivers), '--seed', '1']);
  });
  afterAll(async () => {
    await rumo?.stop();
    await home?.remove();
  });

  test('is watched to its end', { timeout: (minutes + 5) * 60_000 }, async () => {
    // What the start costs (first windows, caches) is over after a minute.
    await wait(60_000);
    for (let second = 0; second < minutes * 60; second++) {
      leastLags.push(await leastLagOfSecond());
      if (second % 60 === 0) memory.push(await measureMemory());
    }
    memory.push(await measureMemory());
    process.stdout.write(describeMemory(memory));
    expect(leastLags.length).toBe(minutes * 60);
  });

  test('the lag of both consumers comes back to 0 each second', () => {
    const behind = leastLags.filter((lag) => lag > 0);
    process.stdout.write(
      `seconds in which the lag was never 0: ${behind.length} of ${leastLags.length}, greatest ${Math.max(0, ...behind)}\n`,
    );
    expect(behind.length).toBeLessThanOrEqual(leastLags.length * 0.01);
  });

  test('the memory of every part is flat', () => {
    const third = Math.max(1, Math.floor(memory.length / 3));
    for (const part of Object.keys(memory[0])) {
      const mean = (samples: readonly Memory[]) =>
        samples.reduce((sum, sample) => sum + (sample[part] ?? 0), 0) / samples.length;
      const early = mean(memory.slice(third, 2 * third));
      const late = mean(memory.slice(-third));
      expect(late, `${part} grew from ${early} to ${late} MB`).toBeLessThan(early * 1.1 + 8);
    }
  });

  test('W13 X1 rows and counts equal the batch computation over the whole topic', {
    timeout: 600_000,
  }, async () => {
    expect(await rumo.stop()).toBe(0);
    const comparison = await compareHome(home);
    process.stdout.write(`${comparison.records} records, ${comparison.rows} windows compared\n`);
    expect(comparison.differences).toEqual([]);
    expect(comparison.records).toBeGreaterThan(minutes * 60 * drivers * 0.9);
  });

  async function leastLagOfSecond(): Promise<number> {
    const endMs = performance.now() + 1_000;
    let least = Number.POSITIVE_INFINITY;
    while (performance.now() < endMs) {
      const lags = await Promise.all([home.ports.liveMap, home.ports.driverSpeed].map(totalLag));
      least = Math.min(least, Math.max(...lags));
      await wait(Math.max(0, Math.min(100, endMs - performance.now())));
    }
    return least;
  }

  async function totalLag(port: number): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${port}/status`);
    const { partitions } = consumerStatusSchema.parse(await response.json());
    return partitions.reduce((sum, it) => sum + (it.lag ?? Number.POSITIVE_INFINITY), 0);
  }

  async function measureMemory(): Promise<Memory> {
    const sums: Record<string, number> = {};
    for (const { pid, command } of await processTree(await rumo.runnerPid())) {
      const part = partName(command);
      sums[part] = (sums[part] ?? 0) + (await pssMb(pid).catch(() => 0));
    }
    return sums;
  }
});

function describeMemory(samples: readonly Memory[]): string {
  const parts = Object.keys(samples[0]);
  const lines = samples.flatMap((sample, minute) =>
    minute % 5 === 0 || minute === samples.length - 1
      ? [
          `${String(minute).padStart(6)} ${parts.map((part) => (sample[part] ?? 0).toFixed(0).padStart(13)).join('')}`,
        ]
      : [],
  );
  return `\nPss in MB\nminute ${parts.map((part) => part.padStart(13)).join('')}\n${lines.join('\n')}\n`;
}
