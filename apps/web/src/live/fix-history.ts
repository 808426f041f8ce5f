/** Fixes kept of each car: a minute's trail at one a second, and what has not been drawn yet. */
export const fixesPerCar = 64;

/**
 * The newest fixes of each car, a ring for each row. Rows are plain numbers so that ten thousand cars cost one
 * allocation, not half a million objects.
 */
export interface FixHistory {
  readonly rows: number;
  /** Epoch ms in the broker's clock. */
  readonly timeMs: Float64Array;
  /** Mercator offsets from the city's origin. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly headingDeg: Float32Array;
  /** NaN where the device did not say. */
  readonly speedMps: Float32Array;
  /** How many fixes the row has ever taken; the newest lies at (taken − 1) modulo fixesPerCar. */
  readonly taken: Uint32Array;
}

export function createFixHistory(rows: number): FixHistory {
  const cells = rows * fixesPerCar;
  return {
    rows,
    timeMs: new Float64Array(cells),
    x: new Float32Array(cells),
    y: new Float32Array(cells),
    headingDeg: new Float32Array(cells),
    speedMps: new Float32Array(cells),
    taken: new Uint32Array(rows),
  };
}

/** The same history with room for more rows. */
export function grownHistory(history: FixHistory, rows: number): FixHistory {
  const grown = createFixHistory(rows);
  for (const column of ['timeMs', 'x', 'y', 'headingDeg', 'speedMps', 'taken'] as const) {
    grown[column].set(history[column]);
  }
  return grown;
}

/** Where the row's fix number `index` (counted from its first) lies in the columns. */
export function cellOf(row: number, index: number): number {
  return row * fixesPerCar + (index % fixesPerCar);
}

/** The number of the oldest fix the row still holds. */
export function oldestIndex(history: FixHistory, row: number): number {
  return Math.max(0, history.taken[row] - fixesPerCar);
}

/** Overwrites row `to` with row `from`. */
export function moveRow(history: FixHistory, from: number, to: number): void {
  const start = from * fixesPerCar;
  for (const column of ['timeMs', 'x', 'y', 'headingDeg', 'speedMps'] as const) {
    history[column].copyWithin(to * fixesPerCar, start, start + fixesPerCar);
  }
  history.taken[to] = history.taken[from];
}
