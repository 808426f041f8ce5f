import type { OraclePlaceSums, OraclePlaces } from '../oracle/oracle-places.ts';

interface Sum {
  readonly windowStartMs: bigint;
  readonly distanceMm: bigint;
  readonly timeMs: bigint;
}

/** What the database holds of places, of one partition's log. */
export interface StoredPlaces {
  readonly streets: readonly (Sum & {
    readonly street: string;
    readonly limitKmh: number;
    readonly overMs: bigint;
  })[];
  readonly cells: readonly (Sum & { readonly x: number; readonly y: number })[];
  readonly speeding: readonly { readonly timeMs: readonly number[] }[];
}

/** Where two streets are as near, to some mm, the two look-ups may choose differently. */
const tiesShare = 0.001;

/** One line for each sum by street or by cell that is not the oracle's, and for what was speeding (W16, W17). */
export function placeDifferences(
  partition: number,
  expected: OraclePlaceSums,
  stored: StoredPlaces,
): string[] {
  const { streets, cells, speeding } = stored;
  const timeMs = [...expected.cells.values()].reduce((sum, it) => sum + it.timeMs, 0);
  const differences = sumDifferences(
    expected.cells,
    keyed(cells, ({ x, y }) => `${x} ${y}`),
  );
  const ofStreets = sumDifferences(
    expected.streets,
    keyed(streets, ({ street, limitKmh }) => `${limitKmh} ${street}`),
  );
  const offMs = ofStreets.reduce((sum, it) => sum + Math.abs(it.offMs), 0) / 2;
  if (offMs > tiesShare * timeMs) differences.push(...ofStreets);
  const lines = differences.map(({ line }) => `partition ${partition}: ${line}`);
  const overMs = streets.reduce((sum, it) => sum + Number(it.overMs), 0);
  const keptMs = speeding.flatMap((piece) => piece.timeMs).reduce((sum, it) => sum + it, 0);
  if (keptMs !== overMs)
    lines.push(`partition ${partition}: ${keptMs} ms of speeding are kept, of ${overMs}`);
  if (Math.abs(overMs - expected.overMs) > tiesShare * timeMs) {
    lines.push(`partition ${partition}: ${overMs} ms are speeding, not ${expected.overMs}`);
  }
  return lines;
}

function keyed<Row extends Sum>(rows: readonly Row[], placeOf: (row: Row) => string): OraclePlaces {
  return new Map(
    rows.map((row) => [
      `${row.windowStartMs} ${placeOf(row)}`,
      { distanceMm: Number(row.distanceMm), timeMs: Number(row.timeMs) },
    ]),
  );
}

function sumDifferences(expected: OraclePlaces, stored: OraclePlaces) {
  const none = { distanceMm: 0, timeMs: 0 };
  return [...new Set([...expected.keys(), ...stored.keys()])].flatMap((key) => {
    const [wanted, found] = [expected.get(key) ?? none, stored.get(key) ?? none];
    const offMs = found.timeMs - wanted.timeMs;
    // Distances that differ in their last bits may be rounded to two neighbours.
    const isSame =
      offMs === 0 && Math.abs(found.distanceMm - wanted.distanceMm) <= 1 + 1e-6 * wanted.distanceMm;
    const describe = ({ distanceMm, timeMs }: typeof none) => `${distanceMm} mm in ${timeMs} ms`;
    return isSame ? [] : [{ offMs, line: `${key} is ${describe(found)}, not ${describe(wanted)}` }];
  });
}
