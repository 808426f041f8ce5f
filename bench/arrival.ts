import { cityPackDir, indexEdges, readCityPack } from '@rumo/city';
import { type LocationUpdated, type RideEvent, rideEventSchema } from '@rumo/events';
import { activity } from '../apps/simulator/src/core/fleet.ts';
import { defaultNoise } from '../apps/simulator/src/core/gps-noise.ts';
import { advance, newWorld } from '../apps/simulator/src/core/world.ts';
import { noFaults } from '../apps/simulator/src/testing/small-world.ts';
import { paceOverLimits, routeBetween } from '../apps/web/src/city/route-between.ts';
import { median } from './support/median.ts';

/** The ride view's estimates against when simulated cars truly arrive, asked once a minute of each way. */
const drivers = Number(process.argv[3] ?? 150);
const seconds = Number(process.argv[4] ?? 5_400);
if (!(drivers > 0 && seconds > 0)) throw new Error('npm run bench -- arrival [DRIVERS] [SECONDS]');
const t0 = 1_779_998_400_000;
const askedEachMs = 60_000;

interface Asked {
  readonly kind: 'pickup' | 'dropoff';
  /** What the limits alone would allow, and what it took. */
  readonly allowedS: number;
  readonly trueS: number;
}

const { graph, info } = readCityPack(cityPackDir('montevideo'));
const index = indexEdges(graph);
const asked: Asked[] = [];
/** Each driver's fixes on the way it is on now, one a minute. */
const ways = new Map<number, LocationUpdated[]>();
const trips = new Map<number, Extract<RideEvent, { type: 'TripStarted' }>>();

function arrived(driver: number, atMs: number): void {
  const fixes = ways.get(driver) ?? [];
  const trip = trips.get(driver);
  ways.delete(driver);
  if (trip === undefined) return;
  for (const fix of fixes) {
    const onTrip = fix.status === 'on_trip';
    const way = routeBetween(index, fix, onTrip ? trip.dropoff : trip.pickup);
    if (way === null) continue;
    asked.push({
      kind: onTrip ? 'dropoff' : 'pickup',
      allowedS: way.durationS / paceOverLimits,
      trueS: (atMs - fix.occurredAtMs) / 1_000,
    });
  }
}

function hear(driver: number, value: string): void {
  const event = rideEventSchema.parse(JSON.parse(value));
  if (event.type === 'TripStarted') trips.set(driver, event);
  if (event.type !== 'LocationUpdated') return;
  // What the car truly does: the events do not tell that it stands at the kerb for its rider.
  const doing = columns.activity[driver];
  if (doing === activity.boarding || doing === activity.alighting) arrived(driver, event.occurredAtMs);
  if (doing !== activity.toPickup && doing !== activity.carrying) return;
  const fixes = ways.get(driver) ?? [];
  const last = fixes.at(-1);
  if (last === undefined || event.occurredAtMs - last.occurredAtMs >= askedEachMs)
    ways.set(driver, [...fixes, event]);
}

const world = newWorld(graph, { seed: 1, drivers, noise: defaultNoise, faults: noFaults }, 'bench');
const { columns } = world.streets.fleet;
advance(world, seconds * drivers, t0, {
  event: (driver, _occurredAtMs, value) => hear(driver, value),
  odometer: null,
});

const sum = (rows: readonly Asked[], pick: (row: Asked) => number) =>
  rows.reduce((total, row) => total + pick(row), 0);
const errors = (rows: readonly Asked[], factor: number) =>
  rows.map(({ allowedS, trueS }) => Math.abs(allowedS * factor - trueS));
const print = (line: string) => process.stdout.write(`${line}\n`);

print(`${drivers} simulated drivers in ${info.name}, ${seconds} s\n`);
print(
  'to the     asked   took/allowed: sums   median   mean error, s: as it is   by the sums   within 1 min',
);
for (const kind of ['pickup', 'dropoff'] as const) {
  const rows = asked.filter((row) => row.kind === kind);
  const fit = sum(rows, (row) => row.trueS) / sum(rows, (row) => row.allowedS);
  const mean = (factor: number) => errors(rows, factor).reduce((a, b) => a + b, 0) / rows.length;
  const within = errors(rows, paceOverLimits).filter((error) => error <= 60).length / rows.length;
  print(
    [
      kind.padEnd(8),
      String(rows.length).padStart(8),
      fit.toFixed(2).padStart(21),
      median(rows.map((row) => row.trueS / row.allowedS))
        .toFixed(2)
        .padStart(9),
      mean(paceOverLimits).toFixed(1).padStart(26),
      mean(fit).toFixed(1).padStart(14),
      `${(100 * within).toFixed(0)} %`.padStart(15),
    ].join(''),
  );
}
const all = sum(asked, (row) => row.trueS) / sum(asked, (row) => row.allowedS);
print(`\ntook/allowed over both ${all.toFixed(2)}, the page says ${paceOverLimits}`);
