import type { DistributionAnswer } from './api-answers.ts';

/** Bins from 0 to the fastest without holes, out of those that have drivers. */
export function filledBins(
  rows: readonly { readonly bin: number; readonly drivers: number }[],
  binKmh: number,
): DistributionAnswer['bins'] {
  const byBin = new Map(rows.map((row) => [row.bin, row.drivers]));
  const highest = Math.max(-1, ...byBin.keys());
  return Array.from({ length: highest + 1 }, (_, bin) => ({
    fromKmh: bin * binKmh,
    toKmh: (bin + 1) * binKmh,
    drivers: byBin.get(bin) ?? 0,
  }));
}
