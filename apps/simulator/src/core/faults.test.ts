import type { RideEvent } from '@rumo/events';
import { expect, test } from 'vitest';
import { grouped, noFaults, recorder, smallWorld } from '../testing/small-world.ts';
import { type Delivery, type FaultSettings, planDelivery } from './faults.ts';
import { advance, stepMs } from './world.ts';

const drivers = 50;
const seconds = 500;
const fixes = drivers * seconds;

function run(faults: Partial<FaultSettings>) {
  const world = smallWorld({ drivers, faults: { ...noFaults, ...faults } });
  const { events, odometers, sink } = recorder();
  const arrivals: { event: RideEvent; lateMs: number }[] = [];
  for (let step = 1; step <= fixes; step++) {
    advance(world, step, 0, sink);
    const nowMs = stepMs(world, step - 1);
    for (const { value } of events.splice(0)) {
      const event = JSON.parse(value) as RideEvent;
      if (event.type === 'LocationUpdated') arrivals.push({ event, lateMs: nowMs - event.occurredAtMs });
    }
  }
  return { arrivals, odometers: odometers.length, counts: world.counts };
}

/** Within four standard deviations of a binomial share. */
function expectShare(count: number, share: number, of = fixes): void {
  const spread = 4 * Math.sqrt(of * share * (1 - share));
  expect(count).toBeGreaterThan(of * share - spread);
  expect(count).toBeLessThan(of * share + spread);
}

test('duplicates come at their rate, byte for byte the same', () => {
  const { arrivals } = run({ duplicateRate: 0.03 });
  const byFix = grouped(arrivals, ({ event }) => `${event.driverId} ${event.sequence}`);
  const twice = [...byFix.values()].filter((copies) => copies.length === 2);
  expectShare(twice.length, 0.03);
  for (const [a, b] of twice) expect(a.event).toEqual(b.event);
});

test('delays come at their rate and mean, mostly inside a grace of 10 s and some beyond', () => {
  const { arrivals } = run({ delayRate: 0.05, delayMeanMs: 3_000 });
  const late = arrivals.filter(({ lateMs }) => lateMs > 0);
  expectShare(late.length, 0.05);
  const meanMs = late.reduce((sum, { lateMs }) => sum + lateMs, 0) / late.length;
  expect(meanMs).toBeGreaterThan(2_700);
  expect(meanMs).toBeLessThan(3_300);
  expectShare(late.filter(({ lateMs }) => lateMs > 10_000).length, Math.exp(-10 / 3), late.length);
});

test('disorder lets the next fix of the driver overtake', () => {
  const { arrivals } = run({ disorderRate: 0.04 });
  let overtaken = 0;
  for (const own of grouped(arrivals, ({ event }) => event.driverId).values()) {
    own.forEach(({ event }, i) => {
      if (i > 0 && event.occurredAtMs < own[i - 1].event.occurredAtMs) overtaken++;
    });
  }
  expectShare(overtaken, 0.04 * 0.96);
});

test('a dropout loses its fixes or sends them all when it is over; what is lost has no odometer record', () => {
  const dropouts = { dropoutsPerHour: 60, dropoutLeastS: 5, dropoutMostS: 15 };
  const losing = run({ ...dropouts, dropoutLosesShare: 1 });
  const share = (60 / 3_600) * 10;
  expect(losing.counts.lost / fixes).toBeGreaterThan((share / (1 + share)) * 0.85);
  expect(losing.counts.lost / fixes).toBeLessThan((share / (1 + share)) * 1.15);
  expect(losing.arrivals.length).toBe(fixes - losing.counts.lost);
  expect(losing.odometers).toBe(losing.arrivals.length);
  const keeping = run({ ...dropouts, dropoutLosesShare: 0 });
  expect(keeping.counts.lost).toBe(0);
  expect(keeping.odometers).toBe(fixes);
  expect(Math.max(...keeping.arrivals.map(({ lateMs }) => lateMs))).toBe(15_000);
});

test('no fault, no delay and no copy', () => {
  const delivery: Delivery = { delayMs: 1, copyMs: 1 };
  for (let second = 0; second < 1_000; second++) {
    planDelivery(noFaults, 5, second, delivery);
    expect(delivery).toEqual({ delayMs: 0, copyMs: -1 });
  }
});
