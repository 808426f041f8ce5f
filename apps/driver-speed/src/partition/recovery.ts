import { backoffMs } from '@rumo/service';

/** What failed in a row, by partition, so that loading anew waits longer each time. */
export interface Recovery {
  failed(partition: number | 'ping', error: unknown): void;
  succeeded(partition: number | 'ping'): void;
  /** How long to wait before the partition is loaded, ms. */
  waitMs(partition: number): number;
  /** What is wrong with the database, in a sentence; null when it answered last. */
  problem(): string | null;
}

const backoff = { firstMs: 250, maxMs: 10_000 };

/** `random` in [0, 1) spreads the waits. */
export function recovery(random: () => number): Recovery {
  const failures = new Map<number | 'ping', { readonly count: number; readonly message: string }>();
  return {
    failed(partition, error) {
      const message = error instanceof Error ? error.message : String(error);
      failures.set(partition, { count: (failures.get(partition)?.count ?? 0) + 1, message });
    },
    succeeded(partition) {
      failures.delete(partition);
    },
    waitMs(partition) {
      const count = failures.get(partition)?.count ?? 0;
      return count === 0 ? 0 : backoffMs(count, backoff, random);
    },
    problem() {
      const [first] = failures;
      if (first === undefined) return null;
      const [, { count, message }] = first;
      return `The database failed ${count} times in a row: ${message}`;
    },
  };
}
