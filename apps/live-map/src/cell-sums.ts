import { type Cell, columnOf, rowOf } from '@rumo/events';
import type { Fleet } from './fleet.ts';

/** How many cars stand in each cell of one level, and how fast they are on average (M7). */
export interface CellSums {
  /** The fleet's revision they were made of. */
  readonly revision: number;
  cell(column: number, row: number): Cell | null;
}

/** Sums are made anew when they are older than this, ms. */
export const cellsEveryMs = 1_000;

/** Sums by level, each made once for all who ask within a second. */
export interface CellSumsByLevel {
  at(level: number, localMs: number): CellSums;
}

export function createCellSums(fleet: Fleet): CellSumsByLevel {
  const kept = new Map<number, { readonly sums: CellSums; readonly madeMs: number }>();
  return {
    at(level, localMs) {
      const known = kept.get(level);
      if (known !== undefined && localMs - known.madeMs < cellsEveryMs) return known.sums;
      for (const [other, { madeMs }] of kept) if (localMs - madeMs >= 10 * cellsEveryMs) kept.delete(other);
      const fresh = known?.sums.revision === fleet.revision ? known.sums : sumUp(fleet, level);
      kept.set(level, { sums: fresh, madeMs: localMs });
      return fresh;
    },
  };
}

function sumUp(fleet: Fleet, level: number): CellSums {
  const around = 2 ** level;
  const sums = new Map<number, { cars: number; moving: number; speedMps: number }>();
  fleet.forEachVehicle(({ latitude, longitude, stale, speedMps }) => {
    const key = rowOf(latitude, level) * around + columnOf(longitude, level);
    let sum = sums.get(key);
    if (sum === undefined) {
      sum = { cars: 0, moving: 0, speedMps: 0 };
      sums.set(key, sum);
    }
    sum.cars++;
    if (Number.isNaN(speedMps) || stale) return;
    sum.moving++;
    sum.speedMps += speedMps;
  });
  return {
    revision: fleet.revision,
    cell(column, row) {
      const sum = sums.get(row * around + column);
      if (sum === undefined) return null;
      return { cars: sum.cars, speedMps: sum.moving === 0 ? null : sum.speedMps / sum.moving };
    },
  };
}
