import { cityPackDir, edgeFinder, indexEdges, nearestEdge, readCityPack } from '@rumo/city';
import type { StreamRecord } from '@rumo/event-stream';
import { decodeRideEvent } from '@rumo/events';
import { fold } from '../apps/driver-speed/src/windows/fold.ts';
import { closeThrough, freshState, openUntilMs } from '../apps/driver-speed/src/windows/partition-state.ts';
import { streetWithinM } from '../apps/driver-speed/src/windows/rules.ts';
import { type StreetMap, streetMapOf } from '../apps/driver-speed/src/windows/street-map.ts';
import { noCounts, takeRows, tallyFrom } from '../apps/driver-speed/src/windows/tally.ts';
import { defaultNoise, type NoiseSettings } from '../apps/simulator/src/core/gps-noise.ts';
import { advance, driverIdOf, newWorld } from '../apps/simulator/src/core/world.ts';
import { noFaults } from '../apps/simulator/src/testing/small-world.ts';
import { median } from './support/median.ts';

const drivers = Number(process.argv[3] ?? 500);
const seconds = Number(process.argv[4] ?? 300);
if (!(drivers > 0 && seconds > 0)) throw new Error('npm run bench -- streets [DRIVERS] [SECONDS]');
const t0 = 1_779_998_400_000;
const runs = 5;
const encoder = new TextEncoder();

const pack = readCityPack(cityPackDir('montevideo'));
const streets = streetMapOf(pack);
const print = (line: string) => process.stdout.write(`${line}\n`);

print(`${drivers} simulated drivers in ${pack.info.name}, a fix a second\n`);
print('noise, of the default   fixes moving   on the right street   right limit   on none');
for (const times of [1, 2, 3]) {
  const noise = {
    ...defaultNoise,
    wanderM: defaultNoise.wanderM * times,
    jitterM: defaultNoise.jitterM * times,
  };
  const { fixes, right, rightLimit, none } = matched(noise, Math.min(seconds, 60));
  const share = (part: number) => `${((100 * part) / fixes).toFixed(2)} %`;
  const cells = [
    String(fixes).padStart(20),
    share(right).padStart(20),
    share(rightLimit).padStart(14),
    share(none).padStart(10),
  ];
  print(`${`${times} ×`.padEnd(16)}${cells.join('')}`);
}

const records = recordsOf(drive(defaultNoise, seconds));
const { places } = takeRows(folded(streets).tally);
const timeMs = places?.streets.reduce((sum, row) => sum + row.timeMs, 0) ?? 0;
const overMs = places?.streets.reduce((sum, row) => sum + row.overMs, 0) ?? 0;
print(`\n${records.length} records of ${seconds} s leave rows:`);
print(
  `  by street ${places?.streets.length}, by cell ${places?.cells.length}, of speeding ${places?.speeding.length}`,
);
print(`  ${((100 * overMs) / timeMs).toFixed(2)} % of the time is more than 5 km/h above the limit\n`);

const cost: Record<'off' | 'on', number[]> = { off: [], on: [] };
folded(null);
for (let run = 0; run < runs; run++) {
  cost.off.push(folded(null).usRecord);
  cost.on.push(folded(streets).usRecord);
}
const off = median(cost.off);
const on = median(cost.on);
print(
  `CPU of decoding and folding a record, median of ${runs} alternating runs: ${off.toFixed(2)} µs, with streets ${on.toFixed(2)} µs`,
);

const asked = records.slice(0, 200_000).flatMap(({ key, value }) => {
  const decoded = decodeRideEvent(key, value);
  return decoded.kind === 'event' && decoded.event.type === 'LocationUpdated' ? [decoded.event] : [];
});
const index = indexEdges(pack.graph);
const find = edgeFinder(index, streetWithinM);
const finder: number[] = [];
const tree: number[] = [];
for (let run = 0; run <= runs; run++) {
  const first = cpuUs();
  for (const fix of asked) find(fix, fix.headingDeg);
  const second = cpuUs();
  for (const { headingDeg, ...place } of asked)
    nearestEdge(index, place, { headingDeg, maxDistanceM: streetWithinM });
  if (run === 0) continue;
  finder.push((second - first) / asked.length);
  tree.push((cpuUs() - second) / asked.length);
}
print(
  `CPU of finding a fix's street: ${median(finder).toFixed(2)} µs, through the tree ${median(tree).toFixed(2)} µs\n`,
);
print(`ratio finder_vs_tree ${(median(tree) / median(finder)).toFixed(2)}`);
print(`ratio fold_without_streets_vs_with ${(off / on).toFixed(2)}`);

interface Driven {
  readonly driver: number;
  readonly occurredAtMs: number;
  readonly value: string;
  /** The edge the car truly is on. */
  readonly edge: number;
}

function drive(noise: NoiseSettings, forS: number): Driven[] {
  const world = newWorld(pack.graph, { seed: 1, drivers, noise, faults: noFaults }, 'bench');
  const { route, columns } = world.streets.fleet;
  const driven: Driven[] = [];
  const event = (driver: number, occurredAtMs: number, value: string) =>
    driven.push({ driver, occurredAtMs, value, edge: route[driver][columns.legIndex[driver]] });
  advance(world, forS * drivers, t0, { event, odometer: null });
  return driven;
}

function recordsOf(driven: readonly Driven[]): StreamRecord[] {
  return driven.map(({ driver, occurredAtMs, value }, i) => ({
    position: String(i),
    arrivalMs: occurredAtMs,
    key: encoder.encode(driverIdOf(driver)),
    value: encoder.encode(value),
  }));
}

function matched(noise: NoiseSettings, forS: number) {
  const { graph } = pack;
  const sums = { fixes: 0, right: 0, rightLimit: 0, none: 0 };
  for (const { value, edge } of drive(noise, forS)) {
    const event = JSON.parse(value);
    // A car at the kerb has no heading, and time there is no news.
    if (event.type !== 'LocationUpdated' || event.headingDeg === null) continue;
    const street = streets.streetAt(event);
    const { name, limitKmh } = streets.streets[street];
    sums.fixes++;
    if (street === 0) sums.none++;
    if (name === graph.names[graph.edgeName[edge]]) sums.right++;
    if (limitKmh === Math.round(graph.edgeLimitMps[edge] * 3.6)) sums.rightLimit++;
  }
  return sums;
}

function folded(map: StreetMap | null) {
  const state = freshState({ gapMs: 60_000, recordsPerCheckpoint: 250, streets: map });
  const tally = tallyFrom(noCounts, {}, map);
  const before = cpuUs();
  fold(state, records, tally);
  closeThrough(state, openUntilMs(state), tally);
  return { tally, usRecord: (cpuUs() - before) / records.length };
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
