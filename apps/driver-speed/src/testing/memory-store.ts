import type { Commit, PartitionStore, Progress } from '../store/progress.ts';
import { freshProgress } from '../store/progress.ts';
import type { EarlyClose } from '../windows/resume-point.ts';
import type { ClosedWindow } from '../windows/tally.ts';
import { addPlaceRows, type PlaceSums } from './place-sums.ts';

/** How a commit ends: `lost_before` and `lost_after` reject without and with effect, `stalled` waits for `release`. */
export type Outcome = 'done' | 'lost_before' | 'lost_after' | 'stalled';

/** A PartitionStore in memory that fails as it is told to. */
export interface MemoryStore extends PartitionStore {
  /** What becomes of the calls to come. */
  outcome: Outcome;
  progress(partition: number): Progress | undefined;
  /** Lets what is stalled go on, as the database would: each is judged by the version that now stands. */
  release(): void;
  /** Rows of one log of a partition by driver and start. */
  rows(partition: number, logId: string): ReadonlyMap<string, ClosedWindow>;
  /** The early closes that were committed, of the log that stands. */
  earlyCloses(partition: number): ReadonlyMap<string, EarlyClose>;
  /** W16, W17: what the commits for one log of a partition have added up to. */
  places(partition: number, logId: string): PlaceSums;
  readonly commits: readonly { readonly partition: number; readonly commit: Commit }[];
}

interface Row {
  version: number;
  progress: Progress;
  earlyCloses: Map<string, EarlyClose>;
}

export function memoryStore(): MemoryStore {
  const table = new Map<number, Row>();
  const windows = new Map<string, Map<string, ClosedWindow>>();
  const places = new Map<string, PlaceSums>();
  const commits: { partition: number; commit: Commit }[] = [];
  let stalled: (() => void)[] = [];
  let paused = false;

  async function call<T>(effect: () => T): Promise<T> {
    const { outcome } = store;
    if (outcome === 'lost_before') throw new Error('lost before the database did it');
    if (outcome === 'stalled') await new Promise<void>((resolve) => stalled.push(resolve));
    const result = effect();
    if (outcome === 'lost_after') throw new Error('lost after the database did it');
    return result;
  }

  function apply(partition: number, version: string, commit: Commit): 'committed' | 'fenced' {
    const row = table.get(partition);
    if (row === undefined || String(row.version) !== version) return 'fenced';
    const key = JSON.stringify([partition, commit.logId]);
    const rows = windows.get(key) ?? new Map<string, ClosedWindow>();
    windows.set(key, rows);
    for (const window of commit.closed) {
      const at = rowKey(window);
      if (rows.has(at)) throw new Error(`a second row for ${at}`);
      rows.set(at, window);
    }
    const sums = places.get(key) ?? new Map();
    places.set(key, sums);
    addPlaceRows(sums, commit.places);
    if (row.progress.logId !== commit.logId) row.earlyCloses.clear();
    for (const close of commit.resume?.earlyCloses ?? []) row.earlyCloses.set(close.afterPosition, close);
    const { logId, after, closedThroughMs, resume, counts, rejectedByReason } = commit;
    row.progress = structuredClone({ logId, after, closedThroughMs, resume, counts, rejectedByReason });
    commits.push({ partition, commit });
    return 'committed';
  }

  const store: MemoryStore = {
    outcome: 'done',
    takeOver: (partition, newLogId) =>
      call(() => {
        const row = table.get(partition) ?? {
          version: 0,
          progress: freshProgress(newLogId),
          earlyCloses: new Map(),
        };
        row.version++;
        table.set(partition, row);
        return { version: String(row.version), progress: structuredClone(row.progress), paused };
      }),
    commit: (partition, version, commit) => call(() => apply(partition, version, commit)),
    notePaused: (asked) =>
      call(() => {
        paused = asked;
      }),
    ping: () => call(() => {}),
    progress: (partition) => table.get(partition)?.progress,
    release() {
      const waiting = stalled;
      stalled = [];
      for (const go of waiting) go();
    },
    rows: (partition, logId) => windows.get(JSON.stringify([partition, logId])) ?? new Map(),
    places: (partition, logId) => places.get(JSON.stringify([partition, logId])) ?? new Map(),
    earlyCloses: (partition) => table.get(partition)?.earlyCloses ?? new Map(),
    commits,
  };
  return store;
}

export function rowKey(window: ClosedWindow): string {
  return `${window.driverId} ${window.windowStartMs}`;
}
