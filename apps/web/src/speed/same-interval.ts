/** How far the sums of time of one base window of 10 s may differ for both to cover the same intervals. */
const toleranceSPerBaseWindow = 0.05;

/** Whether the computed and the true sums of a window are over the same stretches of time, in seconds. */
export function isSameInterval(timeS: number, trueTimeS: number, windowMs: number): boolean {
  return (
    timeS > 0 && trueTimeS > 0 && Math.abs(timeS - trueTimeS) <= (toleranceSPerBaseWindow * windowMs) / 10_000
  );
}
