// `npm run bench -- live-map [SECONDS [RUNS [CASES]]]`, CASES like 0,1,2,memory,log: what the live map's server sends and what that costs it.
import { availableParallelism } from 'node:os';
import { type Case, type Figures, measureCase, measureStalled, viewportsIn } from './live-map/contestant.ts';
import { fromTheLog } from './live-map/from-the-log.ts';
import type { Region } from './live-map/load.ts';
import { median } from './support/median.ts';

const seconds = Number(process.argv[3] ?? 5);
const runs = Number(process.argv[4] ?? 5);

/** Montevideo, and a region ten times as large with as many cars a square kilometre. */
const city: Region = { west: -56.35, south: -34.95, east: -56.0, north: -34.77 };
const land: Region = { west: -56.9, south: -35.2, east: -55.7931, north: -34.6308 };
/** All of the city on a screen; about 1,000 cars of 10,000 or of 100,000 on one. */
const whole = viewportsIn(city, 100, 10.5, 10.5);
const parts = (region: Region) => viewportsIn(region, 1_000, 12.5, 14);

/** The baseline has as many clients as it can bear, and is compared per update. */
const mostBaselineClients = 100;

const cases: readonly Case[] = [
  { cars: 1_000, clients: 1, region: city, viewports: whole, seconds },
  { cars: 1_000, clients: 100, region: city, viewports: whole, seconds },
  { cars: 1_000, clients: 1_000, region: city, viewports: whole, seconds },
  { cars: 10_000, clients: 100, region: city, viewports: parts(city), seconds },
  { cars: 10_000, clients: 1_000, region: city, viewports: parts(city), seconds },
  { cars: 100_000, clients: 100, region: land, viewports: parts(land), seconds },
  { cars: 100_000, clients: 1_000, region: land, viewports: parts(land), seconds },
];
const only = process.argv[5]?.split(',');
const asked = (part: string) => only === undefined || only.includes(part);

const middle = (all: readonly Figures[], of: keyof Figures) => median(all.map((figures) => figures[of]));

interface Row {
  readonly of: Case;
  readonly product: readonly Figures[];
  readonly baseline: readonly Figures[];
}

const heads = ['cars', 'clients', '', 'updates/s', 'B/update', 'CPU µs/update', 'p50 ms', 'p99 ms', 'cores'];
const line = (cells: readonly (string | number)[]) =>
  process.stdout.write(`${cells.map((cell) => String(cell).padStart(13)).join('')}\n`);

function printFigures({ cars }: Case, name: string, all: readonly Figures[]): void {
  const at = (of: keyof Figures, digits: number) => middle(all, of).toFixed(digits);
  // Where the machine itself is the limit, rates and latencies say nothing of the server.
  const full = middle(all, 'cores') > 0.8 * availableParallelism();
  const shown = (of: keyof Figures) => (full ? '–' : at(of, 0));
  line([
    ...[
      cars,
      middle(all, 'clients'),
      name,
      shown('updatesPerS'),
      at('bytesPerUpdate', 2),
      at('cpuUsPerUpdate', 3),
    ],
    ...[shown('p50Ms'), shown('p99Ms'), at('cores', 2)],
  ]);
}

line(heads);
const rows: Row[] = [];
for (const of of cases.filter((_, i) => asked(String(i)))) {
  const product: Figures[] = [];
  const baseline: Figures[] = [];
  const fewer = { ...of, clients: Math.min(of.clients, mostBaselineClients) };
  for (let run = 0; run < runs; run++) {
    product.push(await measureCase('product', of));
    baseline.push(await measureCase('baseline', fewer));
  }
  printFigures(of, 'product', product);
  printFigures(of, 'baseline', baseline);
  rows.push({ of, product, baseline });
}

if (asked('memory')) {
  const stalled = { cars: 1_000, clients: 20, region: city, viewports: whole, seconds: 10 };
  const kb = async (contestant: 'product' | 'baseline') =>
    ((await measureStalled(contestant, stalled)) / 1_024).toFixed(0);
  process.stdout.write(
    `memory of a client that reads nothing for 10 s, kB: product ${await kb('product')}, baseline ${await kb('baseline')}\n`,
  );
}

if (asked('log')) {
  const { product: log, relay } = await fromTheLog(city, whole[0], Math.max(10, seconds));
  const latency = ({ p50Ms, p95Ms, p99Ms }: typeof log) =>
    `p50 ${p50Ms.toFixed(1)} p95 ${p95Ms.toFixed(1)} p99 ${p99Ms.toFixed(1)} ms`;
  process.stdout.write(
    `from the log, 1,000 cars, 100 clients: ${latency(log)}; bare relay, 1 client: ${latency(relay)}\n`,
  );
}

function ratio(what: string, cars: number, clients: number, of: (row: Row) => number): void {
  const row = rows.find((each) => each.of.cars === cars && each.of.clients === clients);
  if (row !== undefined) process.stdout.write(`ratio ${what} ${of(row).toFixed(2)}\n`);
}
const against = (of: keyof Figures) => (row: Row) => middle(row.baseline, of) / middle(row.product, of);
ratio('bytes', 1_000, 1_000, against('bytesPerUpdate'));
ratio('updates_per_cpu', 1_000, 1_000, against('cpuUsPerUpdate'));
const small = rows.find((row) => row.of.cars === 1_000 && row.of.clients === 1_000);
if (small !== undefined) {
  const before = middle(small.product, 'cpuUsPerUpdate');
  ratio('growth_100k', 100_000, 1_000, (row) => before / middle(row.product, 'cpuUsPerUpdate'));
}
