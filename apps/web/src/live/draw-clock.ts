/** How much faster or slower than life the picture may run while it catches up with its target. */
export const mostRateChange = 0.08;
/** A target farther away than this is jumped to: the tab slept, or the stream was another one. */
export const jumpMs = 3_000;

const catchUpMs = 2_000;

/** The time being drawn as a straight line: `drawMs` (by the broker) at `atMs`, `rate` ms of it each ms. */
export interface DrawClock {
  readonly drawMs: number;
  readonly atMs: number;
  readonly rate: number;
}

export function drawTimeAt(clock: DrawClock, nowMs: number): number {
  return clock.drawMs + (nowMs - clock.atMs) * clock.rate;
}

/**
 * The line to draw by from `nowMs` on. It goes on where the last one is and runs a little faster or slower until it
 * is at `targetMs`, so that a changing delay or clock estimate never shows as a step; it jumps to a target that is
 * far away. `clock` is null before the first.
 */
export function nextDrawClock(clock: DrawClock | null, nowMs: number, targetMs: number): DrawClock {
  const drawMs = clock === null ? targetMs : drawTimeAt(clock, nowMs);
  const errorMs = targetMs - drawMs;
  if (Math.abs(errorMs) > jumpMs) return { drawMs: targetMs, atMs: nowMs, rate: 1 };
  const change = Math.max(-mostRateChange, Math.min(mostRateChange, errorMs / catchUpMs));
  return { drawMs, atMs: nowMs, rate: 1 + change };
}
