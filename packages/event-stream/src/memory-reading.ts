import type { Assignment, PartitionReader, Position } from './event-stream.ts';
import type { MemoryLog } from './memory-log.ts';
import { placeToGoOn, placeToStart, positionAfter } from './positions.ts';

/** One assignment in progress. */
export interface MemoryReading {
  readonly signal: AbortSignal;
  /** The next position to hand over, null before the reader has said where to start. */
  next(): Position | null;
  /** Whether it waits for records, or for being resumed. */
  isIdle(): boolean;
  /** Looks again whether there is something to hand over. */
  wake(): void;
  end(): void;
  /** Resolves when the reader is no longer at work. */
  readonly finished: Promise<void>;
}

export interface MemoryReadingDeps {
  readonly partition: number;
  readonly assign: (assignment: Assignment) => PartitionReader;
  /** The log as it stands: another one may take its place. */
  readonly log: () => MemoryLog;
  readonly isOnline: () => boolean;
  readonly maxBatch: number;
  readonly commitHint: (position: Position) => void;
  /** The reading became idle or finished. */
  readonly becameIdle: () => void;
  /** Begins anew; `error` null: the app asked for it. The reading counts as at work until it resolves. */
  readonly again: (error: unknown) => Promise<void>;
}

/** Hands over what the log holds and what comes, until it is ended. */
export function readMemory(deps: MemoryReadingDeps): MemoryReading {
  const { partition, log, isOnline, maxBatch } = deps;
  const ended = new AbortController();
  const { signal } = ended;
  let next: Position | null = null;
  let paused = false;
  let idle = false;
  let wakeUp = () => {};

  const wake = () => {
    idle = false;
    wakeUp();
  };

  const assignment: Assignment = {
    partition,
    signal,
    bounds: async () => log().bounds(),
    atEnd: async () => next === log().bounds().next,
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      wake();
    },
    restart() {
      if (!signal.aborted) void deps.again(null);
    },
    commitHint(position) {
      if (!signal.aborted) deps.commitHint(position);
    },
  };

  async function read(reader: PartitionReader): Promise<void> {
    const start = await reader.start();
    if (signal.aborted) return;
    const atTime = start.from === 'time' ? log().atTime(start.timeMs) : null;
    let place = placeToStart(start, log().bounds(), atTime);
    while (!signal.aborted) {
      next = place.next;
      if (place.missing !== null) reader.gap?.(place.missing, place.next);
      const open = isOnline() && !paused;
      const records = open ? log().read(next, maxBatch) : [];
      if (records.length > 0) {
        await reader.records(records);
        next = positionAfter(records[records.length - 1].position);
      } else {
        // Nothing readable stands between here and the end.
        if (open) next = log().bounds().next;
        idle = true;
        deps.becameIdle();
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
        });
      }
      place = placeToGoOn(next, log().bounds());
    }
  }

  async function run(): Promise<void> {
    try {
      await read(deps.assign(assignment));
    } catch (error) {
      if (!signal.aborted) await deps.again(error);
    } finally {
      deps.becameIdle();
    }
  }

  return {
    signal,
    next: () => next,
    isIdle: () => idle,
    wake,
    end() {
      ended.abort();
      wake();
    },
    finished: Promise.resolve().then(run),
  };
}
