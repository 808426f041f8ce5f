import { indexEdges } from '@rumo/city';
import type { StreamRecord } from '@rumo/event-stream';
import { expect, test } from 'vitest';
import { fold } from '../../apps/driver-speed/src/windows/fold.ts';
import { freshState } from '../../apps/driver-speed/src/windows/partition-state.ts';
import { streetMapOf } from '../../apps/driver-speed/src/windows/street-map.ts';
import { noCounts, takeRows, tallyFrom } from '../../apps/driver-speed/src/windows/tally.ts';
import { defaultFaults } from '../../apps/simulator/src/core/faults.ts';
import { advance, driverIdOf } from '../../apps/simulator/src/core/world.ts';
import { smallWorld, testGraph } from '../../apps/simulator/src/testing/small-world.ts';
import { placeDifferences, type StoredPlaces } from '../harness/place-differences.ts';
import { computeWindows } from './oracle.ts';
import { placeSums } from './oracle-places.ts';

/** A multiple of 5 min, less half a minute: the sums lie in two of them. */
const t0 = 1_779_998_400_000 - 30_000;
const info = { id: 'grid', name: '', center: { latitude: 0, longitude: 0 }, attribution: '', dataDate: null };
const pack = { info: { ...info, bounds: [0, 0, 0, 0] as const, files: {} }, graph: testGraph };

function storedOf(log: readonly StreamRecord[]): StoredPlaces {
  const streets = streetMapOf(pack);
  const tally = tallyFrom(noCounts, {}, streets);
  fold(freshState({ gapMs: 60_000, recordsPerCheckpoint: 100, streets }), log, tally);
  const rows = takeRows(tally).places;
  const big = <Row extends { windowStartMs: number; distanceMm: number; timeMs: number }>(row: Row) => ({
    ...row,
    windowStartMs: BigInt(row.windowStartMs),
    distanceMm: BigInt(row.distanceMm),
    timeMs: BigInt(row.timeMs),
  });
  return {
    streets: (rows?.streets ?? []).map((row) => ({ ...big(row), overMs: BigInt(row.overMs) })),
    cells: (rows?.cells ?? []).map(big),
    speeding: rows?.speeding ?? [],
  };
}

test('W16 W17 the sums by street and by cell of a simulated fleet are those of the batch computation', () => {
  const log: StreamRecord[] = [];
  const world = smallWorld({ drivers: 60, faults: defaultFaults });
  const event = (driver: number, occurredAtMs: number, value: string) =>
    log.push({
      position: String(log.length),
      arrivalMs: Math.max(occurredAtMs, log[log.length - 1]?.arrivalMs ?? 0),
      key: Buffer.from(driverIdOf(driver)),
      value: Buffer.from(value),
    });
  advance(world, 120 * 60, t0, { event, odometer: null });
  const { rows, closedThroughMs } = computeWindows(log);
  const closed = rows.filter((row) => row.windowStartMs + 10_000 <= (closedThroughMs ?? 0));
  const expected = placeSums(closed, indexEdges(testGraph));
  const stored = storedOf(log);
  expect(expected.streets.size).toBeGreaterThan(40);
  expect(placeDifferences(0, expected, stored)).toEqual([]);

  const [first, ...others] = stored.cells;
  const short = { ...first, timeMs: first.timeMs - 1n };
  expect(placeDifferences(0, expected, { ...stored, cells: [short, ...others] })).toHaveLength(1);
  expect(
    placeDifferences(0, expected, { ...stored, streets: stored.streets.slice(5) }).length,
  ).toBeGreaterThan(4);
});
