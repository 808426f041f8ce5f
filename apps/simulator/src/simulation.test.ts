import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Publisher } from '@rumo/event-stream';
import { createLogger } from '@rumo/service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultNoise } from './core/gps-noise.ts';
import { openSavedWorld } from './saved-world.ts';
import { startSimulation } from './simulation.ts';
import { noFaults, testGraph } from './testing/small-world.ts';

const logger = createLogger('test');
logger.level = 'silent';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rumo-simulator-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** Takes everything at once; with `isLate`, only when it is asked to flush. */
function publisherThatIs(isLate: boolean): Publisher {
  let sent = 0;
  let waiting = 0;
  const take = async () => {
    sent += waiting;
    waiting = 0;
  };
  return {
    publish(_, records) {
      waiting += records.length;
      if (!isLate) void take();
    },
    ready: async () => {},
    flush: take,
    counts: () => ({ sent, waiting, dropped: 0 }),
    health: () => ({ connected: true, sinceMs: 0, problem: null }),
    stop: async () => {},
  };
}

/** A simulation on a clock that the test turns; each write of a snapshot lasts until the test ends it. */
async function run(publisher: Publisher) {
  const settings = { seed: 4, drivers: 20, noise: defaultNoise, faults: noFaults };
  const opened = await openSavedWorld({
    folder,
    key: 'grid',
    graph: testGraph,
    settings,
    nowMs: Date.now(),
    logger,
  });
  const writes: (() => void)[] = [];
  const save = () => new Promise<boolean>((resolve) => writes.push(() => resolve(true)));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  const saved = { ...opened, save };
  const simulation = startSimulation({
    saved,
    publisher,
    odometer: false,
    tickMs: 100,
    nowMs: Date.now,
    logger,
  });
  return { simulation, writes };
}

test('the world drives on while its snapshot is written, and a stop waits for the last one', async () => {
  const { simulation, writes } = await run(publisherThatIs(false));
  await vi.advanceTimersByTimeAsync(5_500);
  expect(writes).toHaveLength(1);
  const { second } = simulation.world.cursor;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(simulation.world.cursor.second).toBe(second + 20);
  expect(simulation.counts).toMatchObject({ pauses: 0, snapshots: 0 });
  expect(writes).toHaveLength(1);
  writes[0]();
  await vi.advanceTimersByTimeAsync(0);
  expect(simulation.counts.snapshots).toBe(1);

  let stopped = false;
  const stopping = simulation.stop(1_000).then(() => {
    stopped = true;
  });
  await vi.advanceTimersByTimeAsync(500);
  expect([writes.length, stopped]).toEqual([2, false]);
  writes[1]();
  await stopping;
  expect(simulation.counts.snapshots).toBe(2);
});

test('a stream that always has something left to take is waited for after 10 s', async () => {
  const { simulation, writes } = await run(publisherThatIs(true));
  await vi.advanceTimersByTimeAsync(9_900);
  expect(writes).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(300);
  expect(writes).toHaveLength(1);
  writes[0]();
  const stopping = simulation.stop(1_000);
  await vi.advanceTimersByTimeAsync(0);
  writes[1]();
  await stopping;
});

test('turns come at whole ticks of the clock, and at once after one that the stream took longer for', async () => {
  const took = { ms: 0 };
  const publisher = publisherThatIs(false);
  const ready = () => new Promise<void>((resolve) => setTimeout(resolve, took.ms));
  const { simulation } = await run({ ...publisher, ready });
  const turnsIn = async (ms: number) => {
    const { ticks } = simulation.counts;
    await vi.advanceTimersByTimeAsync(ms);
    return simulation.counts.ticks - ticks;
  };
  await turnsIn(200);
  expect(await turnsIn(4_000)).toBe(40);
  took.ms = 60;
  expect(await turnsIn(4_000)).toBe(40);
  took.ms = 130;
  expect(await turnsIn(4_000)).toBeGreaterThanOrEqual(30);
  // Nothing is written here, so that the stop waits for nothing.
  void simulation.stop(100);
  await vi.advanceTimersByTimeAsync(1_000);
});
