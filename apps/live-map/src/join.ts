import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '@rumo/service';

/** Calls `join` until it succeeds, waiting longer after each failure (D3); returns early when `signal` aborts. */
export async function joinUntilIn(
  join: () => Promise<void>,
  signal: AbortSignal,
  failed: (error: unknown, waitMs: number) => void,
): Promise<void> {
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      return await join();
    } catch (error) {
      if (signal.aborted) return;
      const waitMs = backoffMs(failures, { firstMs: 250, maxMs: 5_000 }, Math.random);
      failed(error, Math.round(waitMs));
      await wait(waitMs, undefined, { signal }).catch(() => {});
    }
  }
}
