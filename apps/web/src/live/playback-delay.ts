/** Bounds of the delay between now and what is drawn, ms. */
export const leastDelayMs = 250;
export const mostDelayMs = 6_000;
/** The delay before anything has been measured: one fix a second and a little. */
export const firstDelayMs = 1_500;

const window = 512;
const percentile = 0.95;
/** A car silent for longer says nothing about how far behind to draw the others. */
const longestGapMs = 5_000;
const headroomMs = 60;

export interface DelayEstimator {
  /**
   * Takes in one fix: the ms since the car's fix before it, and its age when it came. Drawn this far behind, the
   * car had not yet reached the earlier fix's end when the later one came.
   */
  observe(gapMs: number, ageMs: number): void;
  /** The 95th percentile over the last 512 fixes of what was needed, within the bounds. */
  targetMs(): number;
}

export function createDelayEstimator(): DelayEstimator {
  const needed = new Float64Array(window);
  let seen = 0;
  let sortedAt = -1;
  let target = firstDelayMs;
  return {
    observe(gapMs, ageMs) {
      if (!(gapMs > 0 && gapMs <= longestGapMs) || !Number.isFinite(ageMs)) return;
      needed[seen++ % window] = gapMs + Math.max(0, ageMs);
    },
    targetMs() {
      if (seen === sortedAt || seen < 8) return target;
      sortedAt = seen;
      const sorted = needed.slice(0, Math.min(seen, window)).sort();
      const measured = sorted[Math.ceil(percentile * sorted.length) - 1] + headroomMs;
      target = Math.min(mostDelayMs, Math.max(leastDelayMs, measured));
      return target;
    },
  };
}
