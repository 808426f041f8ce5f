import type { StreetGraph } from '@rumo/city';
import { plan } from './fleet.ts';
import { requestPlan } from './planner.ts';
import type { Snapshot } from './snapshot-codec.ts';
import { emptyWorld, stepNumber, type World, type WorldSettings } from './world.ts';

/** What settles a world's drive: two worlds of one key and name drive the same. */
export function worldKey(city: string, streetsHash: string, settings: WorldSettings): string {
  return `city ${city}, streets ${streetsHash}, ${settings.drivers} drivers, seed ${settings.seed}`;
}

/** What the contents of its events depend on besides. */
export function contentSettings({ noise, faults }: WorldSettings): string {
  return JSON.stringify({ noise, faults });
}

/** All of the world that its settings do not say, sharing its memory: encode it before the world moves on. */
export function snapshotOf(world: World, key: string, offsetMs: number): Snapshot {
  return {
    key,
    settings: contentSettings(world.settings),
    name: world.name,
    step: stepNumber(world),
    offsetMs,
    held: world.outbox.heap,
    entered: world.outbox.entered,
    fleet: world.streets.fleet,
  };
}

/** The world of a snapshot, as it was. Throws when the snapshot's key is not `key`. */
export function restoreWorld(
  graph: StreetGraph,
  settings: WorldSettings,
  key: string,
  snapshot: Snapshot,
): World {
  if (snapshot.key !== key) throw new Error(`it is of ${snapshot.key}; wanted ${key}`);
  const world = emptyWorld(graph, settings, snapshot.name, snapshot.fleet);
  world.cursor.second = Math.floor(snapshot.step / settings.drivers);
  world.cursor.nextDriver = snapshot.step % settings.drivers;
  world.outbox.heap.push(...snapshot.held);
  world.outbox.entered = snapshot.entered;
  const { planState } = snapshot.fleet.columns;
  for (let driver = 0; driver < settings.drivers; driver++) {
    if (planState[driver] !== plan.none) requestPlan(world.streets.planner, snapshot.fleet, driver);
  }
  return world;
}
