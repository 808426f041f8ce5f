import { backoffMs } from '@rumo/service';

/** Somebody who needs the database: a partition, or the question whether it is there. */
type Asker = number | 'ping';

/** What failed in a row, by asker, so that loading anew waits longer each time. */
export interface Recovery {
  /** Returns how often it failed in a row. */
  failed(asker: Asker, error: unknown): number;
  /** The database answered, which does not yet mean that the next commit succeeds. */
  answered(asker: Asker): void;
  succeeded(asker: Asker): void;
  /** How long to wait before the partition is loaded, ms. */
  waitMs(partition: number): number;
  /** What is wrong with the database, in a sentence; null when it answered last. */
  problem(): string | null;
}

interface Failures {
  readonly count: number;
  readonly message: string;
  readonly answered: boolean;
}

const backoff = { firstMs: 250, maxMs: 5_000 };

/** `random` in [0, 1) spreads the waits. */
export function recovery(random: () => number): Recovery {
  const failures = new Map<Asker, Failures>();
  return {
    failed(asker, error) {
      const count = (failures.get(asker)?.count ?? 0) + 1;
      failures.set(asker, { count, message: lastLine(error), answered: false });
      return count;
    },
    answered(asker) {
      const failed = failures.get(asker);
      if (failed !== undefined) failures.set(asker, { ...failed, answered: true });
    },
    succeeded(asker) {
      failures.delete(asker);
    },
    waitMs(partition) {
      const count = failures.get(partition)?.count ?? 0;
      return count === 0 ? 0 : backoffMs(count, backoff, random);
    },
    problem() {
      const failed = [...failures.values()].find(({ answered }) => !answered);
      return failed === undefined
        ? null
        : `The database failed ${failed.count} times in a row: ${failed.message}`;
    },
  };
}

/** The database client puts the call first and what went wrong last. */
export function lastLine(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  return lines[lines.length - 1].trim();
}
