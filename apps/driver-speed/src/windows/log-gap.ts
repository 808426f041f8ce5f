import { forgetAll } from './driver-table.ts';
import { closeThrough, openUntilMs, type PartitionState } from './partition-state.ts';
import type { Tally } from './tally.ts';

/**
 * The log lost records after the last one folded. Every open window closes as partial: nobody could replay what it is
 * made of, so a crash would lose it. Segments do not reach across. Windows after it are partial for a while.
 */
export function crossGap(state: PartitionState, tally: Tally): void {
  const { clock } = state;
  const partialUntilMs = clock.partialUntilMs;
  clock.partialUntilMs = Number.POSITIVE_INFINITY;
  closeThrough(state, openUntilMs(state), tally);
  clock.partialUntilMs = partialUntilMs;
  forgetFixes(state);
  tally.counts.logGaps++;
}

/** Goes on without what the log no longer holds. */
export function forgetFixes(state: PartitionState): void {
  forgetAll(state.drivers);
  state.checkpoints.length = 0;
  state.clock.afterGap = true;
}
