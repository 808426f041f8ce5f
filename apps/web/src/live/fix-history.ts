/**
 * The newest fixes of each car, a ring for each row. Rows are plain numbers so that a hundred thousand cars cost a
 * few allocations and not millions of objects.
 */
export interface FixHistory {
  readonly rows: number;
  /** Fixes kept of each car. */
  readonly depth: number;
  /** Epoch ms in the broker's clock. */
  readonly timeMs: Float64Array;
  /** Mercator offsets from the city's origin. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** In steps of car-row.ts. */
  readonly heading: Uint16Array;
  /** NaN where the device did not say. */
  readonly speedMps: Float32Array;
  /** How many fixes the row has ever taken; the newest lies at (taken − 1) modulo the depth. */
  readonly taken: Uint32Array;
}

const columns = ['timeMs', 'x', 'y', 'heading', 'speedMps'] as const;

/** A minute's trail at one fix a second, while so many cars fit 6 MB; beyond, what has not been drawn yet. */
export function historyDepth(rows: number): number {
  return rows <= 4_096 ? 64 : 16;
}

export function createFixHistory(rows: number, depth = historyDepth(rows)): FixHistory {
  const cells = rows * depth;
  return {
    rows,
    depth,
    timeMs: new Float64Array(cells),
    x: new Float32Array(cells),
    y: new Float32Array(cells),
    heading: new Uint16Array(cells),
    speedMps: new Float32Array(cells),
    taken: new Uint32Array(rows),
  };
}

/** The same history with room for more rows; of each car the newest fixes that its depth then allows. */
export function grownHistory(history: FixHistory, rows: number): FixHistory {
  const grown = createFixHistory(rows);
  grown.taken.set(history.taken);
  for (let row = 0; row < history.rows; row++) {
    const oldest = Math.max(oldestIndex(history, row), oldestIndex(grown, row));
    for (let index = oldest; index < history.taken[row]; index++) {
      const from = cellOf(history, row, index);
      const to = cellOf(grown, row, index);
      for (const column of columns) grown[column][to] = history[column][from];
    }
  }
  return grown;
}

/** Where the row's fix number `index` (counted from its first) lies in the columns. */
export function cellOf(history: FixHistory, row: number, index: number): number {
  return row * history.depth + (index % history.depth);
}

/** The number of the oldest fix the row still holds. */
export function oldestIndex(history: FixHistory, row: number): number {
  return Math.max(0, history.taken[row] - history.depth);
}

/** Overwrites row `to` with row `from`. */
export function moveRow(history: FixHistory, from: number, to: number): void {
  const { depth } = history;
  for (const column of columns) {
    history[column].copyWithin(to * depth, from * depth, (from + 1) * depth);
  }
  history.taken[to] = history.taken[from];
}
