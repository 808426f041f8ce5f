import type { StreamRecord } from '@rumo/event-stream';
import { fold } from '../apps/driver-speed/src/windows/fold.ts';
import { closeThrough, freshState, openUntilMs } from '../apps/driver-speed/src/windows/partition-state.ts';
import { tallyFrom } from '../apps/driver-speed/src/windows/tally.ts';
import { readTrace, type TraceFix } from './accuracy-study/trace-fixes.ts';

const [file, gap = '60', limit = '70'] = process.argv.slice(3);
const gapS = Number(gap);
const maxSpeedMps = Number(limit);
if (file === undefined || !(gapS > 0) || !(maxSpeedMps > 0)) {
  throw new Error('npm run bench -- real-traces FILE.csv.gz [GAP_SECONDS] [MAX_SPEED_MPS]');
}
const bandsKmh = [130, 150, 180, 220, Number.POSITIVE_INFINITY];

const fixes = await readTrace(file);
const state = freshState({ gapMs: gapS * 1_000, maxSpeedMps, recordsPerCheckpoint: 1_000 });
const tally = tallyFrom();
fold(state, fixes.map(recordOf), tally);
closeThrough(state, openUntilMs(state), tally);

const { counts, closed } = tally;
const speeds = closed
  .filter(({ timeS }) => timeS > 0)
  .map(({ distanceM, timeS }) => (distanceM / timeS) * 3.6)
  .sort((a, b) => a - b);
const quantile = (share: number) => speeds[Math.min(speeds.length - 1, Math.floor(share * speeds.length))];
const { pairs, tooFar } = gaps(fixes);
const share = (part: number, whole: number) => `${part} (${((100 * part) / whole).toFixed(2)} %)`;
const lines: readonly (readonly [string, string | number])[] = [
  ['fixes', fixes.length],
  ['cabs', new Set(fixes.map(({ cab }) => cab)).size],
  ['used', counts.used],
  ['duplicates and conflicts (W8)', counts.duplicates + counts.conflicts],
  ['late', counts.late],
  ['rejected', counts.rejected],
  ['pairs of successive fixes', pairs],
  [`  left out: more than ${gapS} s apart (W5)`, share(tooFar, pairs)],
  [`  left out: outliers, faster than ${maxSpeedMps} m/s (W5)`, share(counts.outliers, pairs)],
  ['windows of 10 s with a fix', closed.length],
  ['  with a speed', speeds.length],
  ...[0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999].map(
    (part) => [`  p${100 * part}, km/h`, quantile(part).toFixed(1)] as const,
  ),
  ['  greatest, km/h', quantile(1).toFixed(1)],
  [`  above ${bandsKmh[0]} km/h`, share(between(bandsKmh[0], Number.POSITIVE_INFINITY), speeds.length)],
  ...bandsKmh
    .slice(1)
    .map((to, i) => [`    from ${bandsKmh[i]} to ${to} km/h`, between(bandsKmh[i], to)] as const),
];
for (const [name, value] of lines) process.stdout.write(`${name.padEnd(48)} ${value}\n`);

function between(fromKmh: number, toKmh: number): number {
  return speeds.filter((kmh) => kmh > fromKmh && kmh <= toKmh).length;
}

/** The trace has neither accuracy nor heading nor speed. */
function recordOf({ timeS, cab, latitude, longitude }: TraceFix, index: number): StreamRecord {
  const event = {
    type: 'LocationUpdated',
    version: 1,
    driverId: cab,
    sequence: index,
    occurredAtMs: timeS * 1_000,
    latitude,
    longitude,
    accuracyM: null,
    headingDeg: null,
    speedMps: null,
    status: 'available',
  };
  return {
    position: String(index),
    arrivalMs: timeS * 1_000,
    key: Buffer.from(cab),
    value: Buffer.from(JSON.stringify(event)),
  };
}

function gaps(inOrder: readonly TraceFix[]): { pairs: number; tooFar: number } {
  const last = new Map<string, number>();
  let pairs = 0;
  let tooFar = 0;
  for (const { cab, timeS } of inOrder) {
    const beforeS = last.get(cab);
    last.set(cab, timeS);
    if (beforeS === undefined || beforeS === timeS) continue;
    pairs++;
    if (timeS - beforeS > gapS) tooFar++;
  }
  return { pairs, tooFar };
}
