import type { Assignment, EventStream, PartitionReader } from '@rumo/event-stream';
import { driverOdometerTopic } from '@rumo/events';
import { backoffMs, type Logger } from '@rumo/service';
import type { Checkpoint } from './checkpoint.ts';
import { decodeOdometer } from './decode-odometer.ts';
import type { TrueWindowTable } from './true-window-table.ts';
import { countReading, noSums, type TrueSums, type TrueWindow } from './true-windows.ts';

export interface OdometerOptions {
  readonly stream: EventStream;
  readonly table: TrueWindowTable;
  /** Keeps where the counting stands; called after the windows before it are in the table. */
  readonly keep: (checkpoint: Checkpoint) => Promise<void>;
  /** What was kept last, null for nothing. */
  readonly kept: Checkpoint | null;
  readonly flushEachMs: number;
  readonly logger: Logger;
}

export interface OdometerCounts {
  readings: number;
  rejected: number;
  windows: number;
  failures: number;
}

export interface OdometerConsumer {
  readonly counts: OdometerCounts;
  /** Writes the windows that have ended; resolves when they are in the table. Rejects when the database does. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Windows that may wait for the database before reading stops. */
const mostWaiting = 20_000;
const keptWindowsMs = 48 * 3_600_000;
const cleanEachMs = 10 * 60_000;
const backoff = { firstMs: 500, maxMs: 10_000 };

interface Partition {
  sums: TrueSums;
  position: string | null;
}

/**
 * Reads `driver-odometer` and writes what each driver truly drove in each window. Windows are written first and the
 * place in the log after them, so that an end at any point only makes some windows be written again, the same.
 */
export async function startOdometer(options: OdometerOptions): Promise<OdometerConsumer> {
  const { stream, table, kept, logger } = options;
  const partitions = new Map<number, Partition>();
  const assignments = new Set<Assignment>();
  const counts: OdometerCounts = { readings: 0, rejected: 0, windows: 0, failures: 0 };
  let waiting: TrueWindow[] = [];
  let newestMs = 0;
  let cleanedMs = 0;
  let paused = false;
  let flushing: Promise<void> | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  for (const [partition, saved] of Object.entries(kept?.partitions ?? {})) {
    const sums = noSums(Object.fromEntries(saved.drivers.map(([id, own]) => [id, own])));
    partitions.set(Number(partition), { sums, position: saved.position });
  }

  function assign(assignment: Assignment): PartitionReader {
    const partition = partitions.get(assignment.partition) ?? { sums: noSums(), position: null };
    partitions.set(assignment.partition, partition);
    assignments.add(assignment);
    assignment.signal.addEventListener('abort', () => assignments.delete(assignment));
    if (paused) assignment.pause();
    return {
      start: async () =>
        partition.position === null ? { from: 'beginning' } : { from: 'after', position: partition.position },
      records(records) {
        for (const { position, value } of records) {
          const reading = decodeOdometer(value);
          partition.position = position;
          if (reading === null) {
            counts.rejected++;
            continue;
          }
          counts.readings++;
          newestMs = Math.max(newestMs, reading.occurredAtMs);
          const { driverId, occurredAtMs, odometerM } = reading;
          const ended = countReading(partition.sums, driverId, occurredAtMs, odometerM);
          if (ended !== null) waiting.push(ended);
        }
        if (waiting.length > mostWaiting && !paused) {
          paused = true;
          for (const each of assignments) each.pause();
        }
      },
      gap(asked, first) {
        logger.warn(
          { partition: assignment.partition, asked, first },
          'the odometer log begins later than was read',
        );
        partition.sums = noSums();
        partition.position = null;
      },
    };
  }

  function checkpoint(): Checkpoint {
    const entries = [...partitions].flatMap(([partition, { sums, position }]) =>
      position === null ? [] : [[String(partition), { position, drivers: Object.entries(sums) }] as const],
    );
    return { version: 1, partitions: Object.fromEntries(entries) };
  }

  async function flushOnce(): Promise<void> {
    if (waiting.length === 0) return;
    const windows = waiting;
    const place = checkpoint();
    waiting = [];
    try {
      await table.write(windows);
    } catch (error) {
      waiting = windows.concat(waiting);
      throw error;
    }
    counts.windows += windows.length;
    await options.keep(place);
    if (paused) {
      paused = false;
      for (const each of assignments) each.resume();
    }
    if (newestMs - cleanedMs > cleanEachMs) {
      cleanedMs = newestMs;
      await table.removeBefore(newestMs - keptWindowsMs);
    }
  }

  function flush(): Promise<void> {
    flushing ??= flushOnce().finally(() => {
      flushing = null;
    });
    return flushing;
  }

  function schedule(waitMs: number, failures: number): void {
    if (stopped) return;
    timer = setTimeout(() => {
      flush().then(
        () => schedule(options.flushEachMs, 0),
        (error) => {
          counts.failures++;
          if (failures === 0) logger.warn({ err: error }, 'true speeds wait for the database');
          schedule(backoffMs(failures + 1, backoff, Math.random), failures + 1);
        },
      );
    }, waitMs);
    timer.unref();
  }

  const subscription = await stream.subscribe({
    topic: driverOdometerTopic.name,
    group: 'odometer',
    assign,
  });
  schedule(options.flushEachMs, 0);
  return {
    counts,
    flush,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await subscription.stop();
      await flush().catch((error) =>
        logger.warn({ err: error }, 'the last true speeds are written next time'),
      );
    },
  };
}
