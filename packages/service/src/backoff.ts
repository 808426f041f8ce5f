export interface Backoff {
  /** The wait after the first failure, ms. */
  readonly firstMs: number;
  /** No wait is longer, ms. */
  readonly maxMs: number;
}

/**
 * How long to wait after the nth failure in a row (from 1), in ms: doubling, capped, and spread by `random` (in
 * [0, 1)) over the upper half, so that many who failed together do not come back together.
 */
export function backoffMs(failures: number, { firstMs, maxMs }: Backoff, random: () => number): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(Math.max(failures, 1) - 1, 50));
  return full / 2 + (full / 2) * random();
}
