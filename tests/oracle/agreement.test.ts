import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelines, uninterrupted } from '../../apps/driver-speed/src/testing/histories.ts';
import {
  fix,
  logOf,
  pulse,
  settings,
  type TimelineRecord,
} from '../../apps/driver-speed/src/testing/timeline.ts';
import { rowDifferences } from '../harness/compare-with-oracle.ts';
import { runSeed, seededRandom } from '../harness/seeded-random.ts';
import { computeWindows } from './oracle.ts';

const full = process.env.RUMO_FULL === '1';
const permutations = full ? 1_000 : 40;

/** Both computations of one log: what differs, and the rows. */
function bothOf(records: readonly TimelineRecord[]) {
  const log = logOf(records);
  const core = uninterrupted(log, settings);
  const oracle = computeWindows(log);
  const through = oracle.closedThroughMs ?? 0;
  const expected = oracle.rows.filter((row) => row.windowStartMs + 10_000 <= through);
  const rows = [...core.rows.values()];
  const differences = rowDifferences(0, expected, rows);
  for (const name of Object.keys(oracle.counts) as (keyof typeof oracle.counts)[]) {
    if (core.counts[name] !== oracle.counts[name])
      differences.push(`${name} is ${core.counts[name]}, not ${oracle.counts[name]}`);
  }
  return { core, rows, differences };
}

test('W1 W3 W6 W7 W8 W9 W10 W13 W15 whatever comes, rows and counts are those of the batch computation', () => {
  fc.assert(
    fc.property(timelines({ minLength: 1, maxLength: 80 }), (timeline) => {
      expect(bothOf(timeline).differences).toEqual([]);
    }),
    { numRuns: full ? 20_000 : 300 },
  );
}, 1_800_000);

test(`W11 ${permutations} permutations inside the grace give the same rows, which are those of the batch computation (RUMO_SEED=${runSeed})`, () => {
  const random = seededRandom(runSeed);
  const drive = fleetDrive(random);
  const { rows, differences } = bothOf([...drive, pulse(400)]);
  expect(differences).toEqual([]);
  expect(rows.length).toBeGreaterThan(100);
  for (let round = 0; round < permutations; round++) {
    // Each record arrives up to 10 s late, for itself.
    const delayed = drive
      .map((record) => ({ ...record, arrivalMs: record.arrivalMs + Math.floor(random() * 10_000) }))
      .sort((a, b) => a.arrivalMs - b.arrivalMs);
    const other = bothOf([...delayed, pulse(400)]);
    expect(other.differences).toEqual([]);
    expect(other.core.counts).toMatchObject({ used: drive.length + 1, late: 0 });
    expect(sorted(other.rows)).toEqual(sorted(rows));
  }
}, 1_800_000);

/** Six drivers for five minutes, each with its own rhythm, noise and gaps, two of them without speeds. */
function fleetDrive(random: () => number): TimelineRecord[] {
  return Array.from({ length: 6 }, (_, driver) => {
    const records: TimelineRecord[] = [];
    let northM = 0;
    for (let second = random(); second < 300; ) {
      const stepS = 0.5 + random() * 4 + (random() < 0.02 ? 70 : 0);
      const speedMps = Math.max(0, 12 * Math.sin(second / 20 + driver));
      northM += speedMps * stepS;
      second += stepS;
      records.push(
        fix(second, {
          driverId: `driver-${driver}`,
          sequence: records.length,
          speedMps: driver < 2 || random() < 0.1 ? null : speedMps,
          status: random() < 0.5 ? 'available' : 'on_trip',
          northM: northM + (random() - 0.5) * 10,
        }),
      );
    }
    return records;
  })
    .flat()
    .sort((a, b) => a.arrivalMs - b.arrivalMs);
}

function sorted<Row extends { readonly driverId: string; readonly windowStartMs: number }>(
  rows: readonly Row[],
): Row[] {
  return [...rows].sort((a, b) => a.windowStartMs - b.windowStartMs || (a.driverId < b.driverId ? -1 : 1));
}
