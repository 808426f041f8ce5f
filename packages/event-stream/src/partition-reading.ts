import { backoffMs } from '@rumo/service';
import type {
  Assignment,
  Bounds,
  PartitionLag,
  PartitionReader,
  Position,
  StreamRecord,
} from './event-stream.ts';
import type { StreamLogger } from './kafka-client.ts';
import {
  comparePositions,
  placeToGoOn,
  placeToStart,
  positionAfter,
  type ReadingPlace,
} from './positions.ts';
import { wait } from './wait.ts';

/** One partition as the consumer that holds it offers it. */
export interface PartitionSource {
  bounds(): Promise<Bounds>;
  atTime(timeMs: number): Promise<Position | null>;
  /** Fetches from `position` on; what was fetched before and not taken is dropped. */
  fetchFrom(position: Position): void;
  stopFetching(): void;
  commitHint(position: Position): void;
}

/** What one fetch brought. */
export interface FetchedBatch {
  /** The position that was asked for. */
  readonly fetchedFrom: Position;
  readonly count: number;
  /** The last position the fetch covered; nothing readable may stand there (a transaction's mark). */
  readonly last: Position;
  readonly endOfLog: Position;
  slice(from: number, to: number): readonly StreamRecord[];
  /** Everything up to and including `position` is done. */
  resolve(position: Position): void;
  /** Lets heartbeats through; rejects when the group is rebalancing. */
  breathe(): Promise<void>;
}

export interface PartitionReading {
  readonly partition: number;
  readonly signal: AbortSignal;
  /** Whether someone must ask for the end of the log, since no fetch tells it. */
  readonly idle: boolean;
  /** Hands the batch over if it continues what was handed over before; leaves it unresolved otherwise. */
  take(batch: FetchedBatch): Promise<void>;
  /** The client passed over positions first..last without a readable record; `first` null: none at all. */
  passedOver(first: Position | null, last: Position): void;
  learnEnd(endOfLog: Position): void;
  lag(): PartitionLag;
  /** Resolves when the handler is not at work. */
  handedOver(): Promise<void>;
  end(): void;
}

export interface ReadingOptions {
  readonly partition: number;
  readonly assign: (assignment: Assignment) => PartitionReader;
  readonly source: PartitionSource;
  readonly logger: StreamLogger;
  /** Ends this reading and begins another one for the same partition; `error` null: the app asked for it. */
  readonly again: (error: unknown) => void;
}

/** Records handed over at once, so that heartbeats come through between. */
const sliceRecords = 1_000;
const askBackoff = { firstMs: 100, maxMs: 3_000 };

/** Reads one assigned partition from the place its reader says, without a gap, until it is ended. */
export function readPartition(options: ReadingOptions): PartitionReading {
  const { partition, source, logger } = options;
  const ended = new AbortController();
  const { signal } = ended;
  let reader: PartitionReader | null = null;
  let next: Position | null = null;
  let lost = 0;
  let endOfLog: Position | null = null;
  let placing = true;
  let paused = false;
  let inHand: Promise<void> = Promise.resolve();

  const assignment: Assignment = {
    partition,
    signal,
    bounds: askBounds,
    async atEnd() {
      if (next === null || placing) return false;
      const bounds = await askBounds();
      return !signal.aborted && !placing && comparePositions(next, bounds.next) >= 0;
    },
    pause() {
      paused = true;
      if (!signal.aborted) source.stopFetching();
    },
    resume() {
      if (!paused) return;
      paused = false;
      if (!signal.aborted && !placing && next !== null) source.fetchFrom(next);
    },
    restart() {
      if (!signal.aborted) options.again(null);
    },
    commitHint(position) {
      if (!signal.aborted) source.commitHint(position);
    },
  };

  const fail = (error: unknown) => {
    if (!signal.aborted) options.again(error);
  };

  async function begin(): Promise<void> {
    reader = options.assign(assignment);
    const start = await reader.start();
    const place = await untilAnswered(async () => {
      const bounds = await askBounds();
      // After the bounds: a record that comes between the two questions is then not passed over.
      const atTime = start.from === 'time' ? await source.atTime(start.timeMs) : null;
      return placeToStart(start, bounds, atTime);
    });
    if (place !== null) goOnAt(place);
  }

  /**
   * The client is elsewhere than we are: it began anew by itself, or (`passedTo`) passed over something. While the
   * log still begins before our place, what it passed over was nothing readable.
   */
  async function findPlace(passedTo: Position | null): Promise<void> {
    placing = true;
    source.stopFetching();
    lost += 1;
    if (lost > 3) await wait(backoffMs(lost - 3, askBackoff, Math.random), signal);
    const place = await untilAnswered(async () => placeToGoOn(next ?? '0', await askBounds()));
    if (place === null) return;
    goOnAt(place.missing === null && passedTo !== null ? { next: passedTo, missing: null } : place);
  }

  function goOnAt({ next: at, missing }: ReadingPlace): void {
    next = at;
    placing = false;
    if (missing !== null) {
      logger.warn({ partition, asked: missing, first: at }, 'the log no longer holds the position asked for');
      reader?.gap?.(missing, at);
    }
    if (!paused && !signal.aborted) source.fetchFrom(at);
  }

  async function askBounds(): Promise<Bounds> {
    const bounds = await source.bounds();
    endOfLog = bounds.next;
    return bounds;
  }

  async function untilAnswered<T>(question: () => Promise<T>): Promise<T | null> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const answer = await question();
        return signal.aborted ? null : answer;
      } catch (error) {
        const line = { err: error, partition, failures };
        // A moment without an answer is nothing; one that lasts is said, though not at each try.
        if (failures % 10 === 0) logger.warn(line, 'the broker does not say the bounds of the log');
        else logger.debug(line, 'the broker did not say the bounds of the log');
        await wait(backoffMs(failures, askBackoff, Math.random), signal);
      }
    }
    return null;
  }

  const mayHandOver = () => !signal.aborted && !placing && !paused;

  async function handOver(batch: FetchedBatch): Promise<void> {
    for (let from = 0; from < batch.count && mayHandOver(); from += sliceRecords) {
      const to = Math.min(from + sliceRecords, batch.count);
      const records = batch.slice(from, to);
      try {
        const handling = reader?.records(records);
        if (handling !== undefined) await handling;
      } catch (error) {
        return fail(error);
      }
      // Lost meanwhile: the client may already stand in another assignment, whose place must not be touched.
      if (signal.aborted) return;
      const lastRecord = records[records.length - 1].position;
      next = positionAfter(to === batch.count ? batch.last : lastRecord);
      lost = 0;
      batch.resolve(lastRecord);
      await batch.breathe();
    }
  }

  source.stopFetching();
  // Not in this turn: the app may be called only once the whole assignment is known.
  Promise.resolve().then(begin).catch(fail);

  return {
    partition,
    signal,
    get idle() {
      return paused || placing;
    },
    async take(batch) {
      if (!mayHandOver()) return;
      endOfLog = batch.endOfLog;
      if (batch.fetchedFrom !== next) {
        findPlace(null).catch(fail);
        return;
      }
      const work = handOver(batch);
      inHand = work.catch(() => {});
      await work;
    },
    passedOver(first, last) {
      if (next === null || placing) return;
      if (first === null ? last !== next : comparePositions(first, next) < 0) return;
      const right = (first ?? last) === next;
      if (right) next = positionAfter(last);
      // Further on: it may be a hole, or the client has jumped.
      else findPlace(positionAfter(last)).catch(fail);
    },
    learnEnd(position) {
      endOfLog = position;
    },
    lag() {
      if (next === null || endOfLog === null) return { partition, position: next, lag: null };
      return { partition, position: next, lag: Math.max(0, Number(BigInt(endOfLog) - BigInt(next))) };
    },
    handedOver: () => inHand,
    end: () => ended.abort(),
  };
}
