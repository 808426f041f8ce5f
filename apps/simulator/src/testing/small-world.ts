import { gridCity } from '@rumo/city/testing';
import { defaultFaults, type FaultSettings } from '../core/faults.ts';
import { defaultNoise, type NoiseSettings } from '../core/gps-noise.ts';
import { newWorld, type World, type WorldSink } from '../core/world.ts';

export const noFaults: FaultSettings = {
  ...defaultFaults,
  duplicateRate: 0,
  delayRate: 0,
  disorderRate: 0,
  dropoutsPerHour: 0,
};

export const testGraph = gridCity({ columns: 24, rows: 24, blockM: 110, oneways: true });

export interface SmallWorldOptions {
  readonly seed?: number;
  readonly drivers?: number;
  readonly noise?: NoiseSettings;
  readonly faults?: FaultSettings;
}

/** A world on a grid of streets, quick to make. */
export function smallWorld(options: SmallWorldOptions = {}): World {
  const { seed = 7, drivers = 40, noise = defaultNoise, faults = noFaults } = options;
  return newWorld(testGraph, { seed, drivers, noise, faults }, 'test');
}

export interface Sent {
  readonly driver: number;
  readonly occurredAtMs: number;
  readonly value: string;
}

/** Keeps all that a world sends. */
export function recorder(): { events: Sent[]; odometers: Sent[]; sink: WorldSink } {
  const events: Sent[] = [];
  const odometers: Sent[] = [];
  return {
    events,
    odometers,
    sink: {
      event: (driver, occurredAtMs, value) => events.push({ driver, occurredAtMs, value }),
      odometer: (driver, occurredAtMs, value) => odometers.push({ driver, occurredAtMs, value }),
    },
  };
}

export const silent: WorldSink = { event() {}, odometer: null };

/** The items under each key, in order. */
export function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
