import type { StreetGraph } from '@rumo/city';
import { type Demand, rideDemand } from './demand.ts';
import { report } from './device.ts';
import { dispatch } from './dispatch.ts';
import type { FaultSettings } from './faults.ts';
import { beginFirstDay } from './first-day.ts';
import { emptyFleet, type Fleet } from './fleet.ts';
import { beginWander, type NoiseSettings } from './gps-noise.ts';
import { liveOneSecond, type Streets } from './life.ts';
import { lookAhead } from './look-ahead.ts';
import { emptyOutbox, type Outbox, release } from './outbox.ts';
import { emptyPlanner, pacePlanner, workPlanner } from './planner.ts';
import { streetNetwork } from './street-network.ts';
import { tempers } from './temper.ts';

export interface WorldSettings {
  readonly seed: number;
  readonly drivers: number;
  readonly noise: NoiseSettings;
  readonly faults: FaultSettings;
}

/** Where a world stands: the next driver step is that of `nextDriver` in second `second` (simulated, from 0). */
export interface Cursor {
  second: number;
  nextDriver: number;
}

/** What has happened since the process began. */
export interface WorldCounts {
  locations: number;
  trips: number;
  duplicates: number;
  held: number;
  lost: number;
}

/** A world in progress. `name` tells two worlds apart in the ids of their trips. */
export interface World {
  readonly settings: WorldSettings;
  readonly name: string;
  readonly streets: Streets;
  readonly demand: Demand;
  readonly driverIds: readonly string[];
  readonly cursor: Cursor;
  readonly outbox: Outbox;
  readonly counts: WorldCounts;
}

/** Takes what the world sends, in order. `driver` is the index of the sender. */
export interface WorldSink {
  event(driver: number, occurredAtMs: number, value: string): void;
  /** null: nobody wants to know. */
  readonly odometer: ((driver: number, occurredAtMs: number, value: string) => void) | null;
}

/** `driver-0001` …; ids do not depend on how many drivers there are. */
export function driverIdOf(driver: number): string {
  return `driver-${String(driver + 1).padStart(4, '0')}`;
}

/** A world before its first second, in the middle of its drivers' lives. */
export function newWorld(graph: StreetGraph, settings: WorldSettings, name: string): World {
  const world = emptyWorld(graph, settings, name, emptyFleet(settings.drivers));
  beginFirstDay(world.streets, world.demand, settings.seed);
  for (let driver = 0; driver < settings.drivers; driver++) {
    beginWander(world.streets.fleet, driver, world.streets.temper.seed[driver], settings.noise);
  }
  return world;
}

/** A world around a fleet that the caller fills or brings along. */
export function emptyWorld(graph: StreetGraph, settings: WorldSettings, name: string, fleet: Fleet): World {
  const network = streetNetwork(graph);
  return {
    settings,
    name,
    streets: {
      network,
      fleet,
      temper: tempers(settings.seed, settings.drivers),
      planner: emptyPlanner(),
      ahead: lookAhead(),
    },
    demand: rideDemand(network, settings.seed),
    driverIds: Array.from({ length: settings.drivers }, (_, driver) => driverIdOf(driver)),
    cursor: { second: 0, nextDriver: 0 },
    outbox: emptyOutbox(),
    counts: { locations: 0, trips: 0, duplicates: 0, held: 0, lost: 0 },
  };
}

/** Steps made since the first start: one a driver and simulated second. */
export function stepNumber({ cursor, settings }: World): number {
  return cursor.second * settings.drivers + cursor.nextDriver;
}

/** When a step is made, in simulated ms: the drivers' fixes are spread evenly over each second. */
export function stepMs({ settings }: World, step: number): number {
  const second = Math.floor(step / settings.drivers);
  return second * 1_000 + Math.floor(((step - second * settings.drivers) * 1_000) / settings.drivers);
}

/** How many steps are due by `simulatedMs`, that instant included. */
export function stepsDue({ settings }: World, simulatedMs: number): number {
  const second = Math.floor(simulatedMs / 1_000);
  const restMs = Math.floor(simulatedMs - second * 1_000);
  return second * settings.drivers + Math.ceil(((restMs + 1) * settings.drivers) / 1_000);
}

/**
 * Makes the steps before number `untilStep`; occurredAtMs is simulated time plus `offsetMs`. What is sent follows
 * from the seed and the steps alone, however they are cut into calls.
 */
export function advance(world: World, untilStep: number, offsetMs: number, sink: WorldSink): void {
  const { cursor, streets, settings } = world;
  for (let step = stepNumber(world); step < untilStep; step++) {
    const atMs = stepMs(world, step);
    if (cursor.nextDriver === 0) {
      dispatch(streets, world.demand, settings.seed, cursor.second);
      pacePlanner(streets.planner, settings.drivers);
    }
    for (let held = release(world.outbox, atMs); held !== null; held = release(world.outbox, atMs)) {
      sink.event(held.driver, held.occurredAtMs, held.value);
    }
    workPlanner(streets.planner, streets.network, streets.fleet);
    const lived = liveOneSecond(streets, cursor.nextDriver, cursor.second);
    report(world, lived, atMs, atMs + offsetMs, sink);
    cursor.nextDriver++;
    if (cursor.nextDriver === settings.drivers) {
      cursor.nextDriver = 0;
      cursor.second++;
    }
  }
}
