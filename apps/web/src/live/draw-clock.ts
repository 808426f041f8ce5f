/** How much faster or slower than life the picture may run while it catches up with its target. */
export const mostRateChange = 0.08;
/** A target farther away than this is jumped to: the tab slept, or the stream was another one. */
export const jumpMs = 3_000;

const catchUpMs = 2_000;

/**
 * The next time to draw, in the broker's clock: `drawMs` moved on by `elapsedMs` of real time, a little faster or
 * slower when it is not at `targetMs`, so that a changing delay or clock estimate never shows as a step. Never
 * goes back but for a jump. `drawMs` is null before the first frame.
 */
export function nextDrawTime(drawMs: number | null, elapsedMs: number, targetMs: number): number {
  if (drawMs === null) return targetMs;
  const error = targetMs - (drawMs + elapsedMs);
  if (Math.abs(error) > jumpMs) return targetMs;
  const change = Math.max(-mostRateChange, Math.min(mostRateChange, error / catchUpMs));
  return drawMs + elapsedMs * (1 + change);
}
