import { closeThrough, type PartitionState } from './partition-state.ts';
import { proofMs } from './rules.ts';
import { silentThroughMs } from './stream-clock.ts';
import type { Tally } from './tally.ts';

/**
 * W10, live: closes what the next record's arrival will close, on proof that the log is silent. False when that closes
 * nothing. The log does not tell when this happened, so the stretch keeps it for those who replay it.
 */
export function closeEarly(
  state: PartitionState,
  tally: Tally,
  throughMs: number = silentThroughMs(state.clock),
): boolean {
  const stretch = state.checkpoints[state.checkpoints.length - 1];
  if (stretch === undefined || state.after === null || throughMs <= state.clock.closedThroughMs) return false;
  closeThrough(state, throughMs, tally);
  state.clock.closedEarly = true;
  stretch.earlyCloses.push({ afterPosition: state.after.position, throughMs });
  return true;
}

/** How long nothing was received, by our own monotonic clock, ms. */
export interface Quiet {
  readonly sinceMs: number;
  readonly lookedMs: number;
}

/** A process that did not look for this long was stalled: it cannot say that nothing came meanwhile. */
const stallMs = 5_000;

export function received(nowMs: number): Quiet {
  return { sinceMs: nowMs, lookedMs: nowMs };
}

/** To be called every second or so: a wake from a stall restarts the count. */
export function look(quiet: Quiet, nowMs: number): Quiet {
  return { sinceMs: nowMs - quiet.lookedMs > stallMs ? nowMs : quiet.sinceMs, lookedMs: nowMs };
}

/** Whether the log's end, if it is our position, is proof of a silence. */
export function wouldProve(quiet: Quiet, nowMs: number): boolean {
  return nowMs - quiet.sinceMs >= proofMs;
}
