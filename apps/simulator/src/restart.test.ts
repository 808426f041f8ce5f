import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutgoingRecord, Publisher } from '@rumo/event-stream';
import { type RideEvent, rideEventsTopic } from '@rumo/events';
import { distanceM } from '@rumo/geo';
import { createLogger } from '@rumo/service';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { defaultFaults } from './core/faults.ts';
import { defaultNoise } from './core/gps-noise.ts';
import { temperBounds } from './core/temper.ts';
import { publishedWorld } from './published-world.ts';
import { openSavedWorld } from './saved-world.ts';
import { grouped, noFaults, testGraph } from './testing/small-world.ts';

const logger = createLogger('test');
logger.level = 'silent';
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const drivers = 9;
const noNoise = { ...defaultNoise, wanderM: 0, jitterM: 0 };
const fastestMps =
  testGraph.edgeLimitMps.reduce((most, limit) => Math.max(most, limit), 0) * temperBounds.hurriedFactor[1];

/** A publisher that the test acknowledges by hand; what is not acknowledged when it goes may or may not be kept. */
function handPublisher(log: OutgoingRecord[]) {
  let waiting: { topic: string; record: OutgoingRecord }[] = [];
  let sent = 0;
  const take = (count: number) => {
    for (const { topic, record } of waiting.splice(0, count)) {
      if (topic === rideEventsTopic.name) log.push(record);
    }
  };
  const publisher: Publisher = {
    publish(topic, records) {
      waiting.push(...records.map((record) => ({ topic, record })));
    },
    ready: async () => {},
    flush: async () => {},
    counts: () => ({ sent, waiting: waiting.length, dropped: 0 }),
    health: () => ({ connected: true, sinceMs: 0, problem: null }),
    stop: async () => {},
  };
  return {
    publisher,
    acknowledge(share: number) {
      const count = Math.ceil(waiting.length * share);
      take(count);
      sent += count;
    },
    /** The process is gone: the stream has got some first part of what was not acknowledged. */
    lose(share: number) {
      take(Math.floor(waiting.length * share));
      waiting = [];
    },
  };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rumo-simulator-'));
  folders.push(folder);
  return folder;
}

async function open(
  folder: string,
  nowMs: number,
  publisher: Publisher,
  faults = noFaults,
  warn = (_: string) => {},
) {
  const settings = { seed: 4, drivers, noise: noNoise, faults };
  const saved = await openSavedWorld({ folder, key: 'grid', graph: testGraph, settings, nowMs, logger });
  const told = Object.assign(Object.create(logger), { warn: (_: object, line: string) => warn(line) });
  const world = publishedWorld({ saved, publisher, odometer: true, tickMs: 100, logger: told }, nowMs);
  /** What is left of a killed process: nothing more is written. */
  return { ...world, abandon: () => saved.progress.close() };
}

interface Life {
  readonly ticks: readonly (readonly [waitMs: number, acknowledge: number])[];
  readonly saveEvery: number;
  /** Killed, or asked to stop after everything was acknowledged. */
  readonly killed: boolean;
  readonly losing: number;
  readonly awayMs: number;
}

const anyLife: fc.Arbitrary<Life> = fc.record({
  ticks: fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 20, max: 900 }) },
        { weight: 1, arbitrary: fc.integer({ min: 2_100, max: 9_000 }) },
      ),
      fc.constantFrom(0, 0.5, 1, 1),
    ),
    { minLength: 1, maxLength: 25 },
  ),
  saveEvery: fc.integer({ min: 1, max: 12 }),
  killed: fc.boolean(),
  losing: fc.constantFrom(0, 0.3, 1),
  awayMs: fc.constantFrom(0, 300, 5_000, 3_600_000),
});

/** Lives several lives over one folder; returns all that the stream got. */
async function live(lives: readonly Life[], faults = noFaults): Promise<RideEvent[]> {
  const folder = newFolder();
  const log: OutgoingRecord[] = [];
  let nowMs = 1_000_000_000;
  for (const { ticks, saveEvery, killed, losing, awayMs } of lives) {
    const hand = handPublisher(log);
    const world = await open(folder, nowMs, hand.publisher, faults);
    for (const [i, [waitMs, share]] of ticks.entries()) {
      world.tick(nowMs);
      hand.acknowledge(share);
      if (i % saveEvery === 0) await world.save();
      nowMs += waitMs;
    }
    if (killed) {
      hand.lose(losing);
      world.abandon();
    } else {
      hand.acknowledge(1);
      await world.save();
      world.close();
    }
    nowMs += awayMs;
  }
  const last = handPublisher(log);
  const world = await open(folder, nowMs, last.publisher, faults);
  for (let tick = 0; tick < 30; tick++) world.tick(nowMs + tick * 100);
  last.acknowledge(1);
  world.close();
  return log.map(({ value }) => JSON.parse(String(value)) as RideEvent);
}

test('after any kills and stops nothing is lost, no sequence has two contents and no car outruns itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyLife, { minLength: 1, maxLength: 4 }), async (lives) => {
      const events = await live(lives);
      for (const [driverId, own] of grouped(events, (event) => event.driverId)) {
        const bySequence = new Map<number, string>();
        for (const event of own) {
          const text = JSON.stringify(event);
          expect(bySequence.get(event.sequence) ?? text).toBe(text);
          bySequence.set(event.sequence, text);
        }
        expect(Math.max(...bySequence.keys())).toBe(bySequence.size - 1);
        const fixes = [...bySequence]
          .sort(([a], [b]) => a - b)
          .map(([, text]) => JSON.parse(text) as RideEvent)
          .filter((event) => event.type === 'LocationUpdated');
        for (let i = 1; i < fixes.length; i++) {
          const seconds = (fixes[i].occurredAtMs - fixes[i - 1].occurredAtMs) / 1_000;
          expect(seconds, driverId).toBeGreaterThanOrEqual(0.999);
          // The world stood still while nobody ran it, so even a long absence is one second's drive.
          expect(distanceM(fixes[i - 1], fixes[i]), driverId).toBeLessThan(fastestMps + 0.3);
        }
      }
    }),
    { numRuns: 25 },
  );
}, 90_000);

test('with all faults on, kills still give no sequence two contents', async () => {
  const faults = { ...defaultFaults, duplicateRate: 0.05, delayRate: 0.1, dropoutsPerHour: 60 };
  await fc.assert(
    fc.asyncProperty(fc.array(anyLife, { minLength: 1, maxLength: 4 }), async (lives) => {
      const known = new Map<string, string>();
      for (const event of await live(lives, faults)) {
        const key = `${event.driverId} ${event.sequence}`;
        expect(known.get(key) ?? JSON.stringify(event)).toBe(JSON.stringify(event));
        known.set(key, JSON.stringify(event));
      }
    }),
    { numRuns: 10 },
  );
}, 90_000);

async function oneLife(folder: string): Promise<void> {
  const hand = handPublisher([]);
  const world = await open(folder, 1_000_000, hand.publisher);
  world.tick(1_000_900);
  hand.acknowledge(1);
  await world.save();
  world.close();
}

test('a torn, foreign or unknown snapshot is refused in one line, and a new world begins', async () => {
  const spoil: Record<string, (path: string) => void> = {
    torn: (path) => truncateSync(path, 1_000),
    flipped: (path) => {
      const bytes = readFileSync(path);
      bytes[bytes.length - 5] ^= 1;
      writeFileSync(path, bytes);
    },
    empty: (path) => truncateSync(path, 0),
    other: (path) => writeFileSync(path, 'not a snapshot at all'),
  };
  for (const change of Object.values(spoil)) {
    const folder = newFolder();
    await oneLife(folder);
    change(join(folder, 'world.snapshot'));
    const world = await open(folder, 2_000_000, handPublisher([]).publisher);
    expect(world.world.cursor).toEqual({ second: 0, nextDriver: 0 });
    world.close();
  }
});

test('a snapshot of other drivers, seed or streets is refused, one of the same goes on', async () => {
  const folder = newFolder();
  await oneLife(folder);
  const lines: string[] = [];
  const settings = { seed: 4, drivers, noise: noNoise, faults: noFaults };
  const options = { folder, graph: testGraph, settings, nowMs: 2_000_000, logger };
  const goesOn = await openSavedWorld({ ...options, key: 'grid' });
  expect(goesOn.world.cursor).toEqual({ second: 1, nextDriver: 0 });
  goesOn.progress.close();
  const warn = { ...logger, warn: (_: object, line: string) => lines.push(line) } as unknown as typeof logger;
  const begins = await openSavedWorld({ ...options, key: 'other streets', logger: warn });
  expect(begins.world.cursor).toEqual({ second: 0, nextDriver: 0 });
  expect(lines).toEqual([
    'the saved world is not used, a new one begins: it is of grid; wanted other streets',
  ]);
  begins.progress.close();
});

test('a clock that is behind the saved world makes it wait, not go back', async () => {
  const folder = newFolder();
  await oneLife(folder);
  const hand = handPublisher([]);
  const world = await open(folder, 990_000, hand.publisher);
  world.tick(990_100);
  expect(world.counts).toMatchObject({ events: 0, behindMs: 10_788 });
  world.tick(1_001_000);
  expect(world.counts.behindMs).toBe(0);
  expect(world.counts.events).toBeGreaterThan(0);
  world.close();
});

test('a world that stands still again and again says that its drivers are too many; one that slept does not', async () => {
  const told: string[] = [];
  const world = await open(newFolder(), 0, handPublisher([]).publisher, noFaults, (line) => told.push(line));
  // One night, then ticks of 3 s a minute apart, then ticks of 3 s in a row.
  for (const ms of [30_000_000, 30_060_000, 30_120_000]) world.tick(ms);
  expect([world.counts.pauses, told]).toEqual([3, []]);
  for (const ms of [30_240_000, 30_243_000]) world.tick(ms);
  expect(told).toEqual([]);
  world.tick(30_246_000);
  expect(told).toEqual([expect.stringContaining(`${drivers} drivers are more than this machine`)]);
  for (let ms = 30_249_000; ms < 30_306_000; ms += 3_000) world.tick(ms);
  expect(told).toHaveLength(1);
  world.tick(30_309_000);
  expect(told).toEqual([told[0], expect.stringContaining('stood still 19 times within a minute')]);
  world.abandon();
});
