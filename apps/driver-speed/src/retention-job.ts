import { baseKeptMs, placeRollupMs, type Retention, rollupKeptMs, rollupMs } from './store/retention.ts';

/** So that a backlog is worked off without holding the database for long. */
const rollUpsAtOnce = 20;

/** What may go from one partition whose windows are closed through `closedThroughMs`; multiples of what is summed. */
export function retentionCuts(closedThroughMs: number): {
  readonly baseMs: number;
  readonly placesMs: number;
  readonly rollupMs: number;
} {
  const cut = (keptMs: number, toMs: number) => Math.floor((closedThroughMs - keptMs) / toMs) * toMs;
  return {
    baseMs: cut(baseKeptMs, rollupMs),
    placesMs: cut(baseKeptMs, placeRollupMs),
    rollupMs: cut(rollupKeptMs, rollupMs),
  };
}

/** One round over the partitions given; ends early when `signal` aborts. Rejects with the first failure. */
export async function keepBounded(
  retention: Retention,
  closedThroughMs: ReadonlyMap<number, number>,
  signal: AbortSignal,
): Promise<void> {
  for (const [partition, closedMs] of closedThroughMs) {
    const cuts = retentionCuts(closedMs);
    for (let i = 0; i < rollUpsAtOnce && !signal.aborted; i++) {
      if (!(await retention.rollUpOldest(partition, cuts.baseMs))) break;
    }
    for (let i = 0; i < rollUpsAtOnce && !signal.aborted; i++) {
      if (!(await retention.rollUpOldestPlaces(partition, cuts.placesMs))) break;
    }
    if (signal.aborted) return;
    await retention.dropRollups(partition, cuts.rollupMs);
  }
}
