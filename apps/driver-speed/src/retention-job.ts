import { baseKeptMs, type Retention, rollupKeptMs, rollupMs } from './store/retention.ts';

/** So that a backlog is worked off without holding the database for long. */
const rollUpsAtOnce = 20;

/** What may go from one partition whose windows are closed through `closedThroughMs`; both multiples of 5 min. */
export function retentionCuts(closedThroughMs: number): {
  readonly baseMs: number;
  readonly rollupMs: number;
} {
  const cut = (keptMs: number) => Math.floor((closedThroughMs - keptMs) / rollupMs) * rollupMs;
  return { baseMs: cut(baseKeptMs), rollupMs: cut(rollupKeptMs) };
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
    if (signal.aborted) return;
    await retention.dropRollups(partition, cuts.rollupMs);
  }
}
