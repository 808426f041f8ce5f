import type { Publisher } from '@rumo/event-stream';
import { Counter, Gauge, type Registry } from '@rumo/service';
import { statusOf } from './core/device.ts';
import type { World } from './core/world.ts';
import type { Simulation } from './simulation.ts';

/** Drivers by what they do. */
export function driversByStatus({ streets }: World): Record<'available' | 'to_pickup' | 'on_trip', number> {
  const drivers = { available: 0, to_pickup: 0, on_trip: 0 };
  for (let driver = 0; driver < streets.fleet.size; driver++) drivers[statusOf(streets.fleet, driver)]++;
  return drivers;
}

/** What GET /status answers. `eventsPerSecond` is the mean since the last but one asking, at least a second long. */
export function simulatorStatus(simulation: Simulation, publisher: Publisher, eventsPerSecond: number) {
  const { world, counts } = simulation;
  const { waiting, dropped } = publisher.counts();
  return {
    drivers: driversByStatus(world),
    eventsPerSecond,
    simulatedS: world.cursor.second,
    pauses: counts.pauses,
    pausedMs: Math.round(counts.pausedMs),
    waiting,
    dropped,
    faults: world.counts,
    broker: publisher.health(),
  };
}

/** Everything is read when it is asked for, so that counting costs nothing more. */
export function fillMetrics(registry: Registry, simulation: Simulation): void {
  const { world, counts } = simulation;
  const registers = [registry];
  const counter = (name: string, help: string, value: () => number) =>
    new Counter({
      name: `rumo_simulator_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  counter('events', 'Events handed to the publisher', () => counts.events);
  counter('ticks', 'Turns of the loop', () => counts.ticks);
  counter('pauses', 'Times the world stood still', () => counts.pauses);
  counter('paused_seconds', 'How long the world stood still', () => counts.pausedMs / 1_000);
  counter('snapshots', 'Snapshots written', () => counts.snapshots);
  counter('duplicate_fixes', 'Fixes sent twice', () => world.counts.duplicates);
  counter('held_events', 'Events held up on their way', () => world.counts.held);
  counter('lost_fixes', 'Fixes lost in dropouts', () => world.counts.lost);
  counter('routes', 'Routes found', () => world.streets.planner.found);
  new Gauge({
    name: 'rumo_simulator_drivers',
    help: 'Drivers by status',
    labelNames: ['status'],
    registers,
    collect() {
      for (const [status, count] of Object.entries(driversByStatus(world))) this.set({ status }, count);
    },
  });
  new Gauge({
    name: 'rumo_simulator_clock_behind_seconds',
    help: "How far the clock is behind the world's last fix; the world waits for it",
    registers,
    collect() {
      this.set(counts.behindMs / 1_000);
    },
  });
}
