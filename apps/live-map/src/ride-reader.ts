import type {
  Assignment,
  EventStream,
  PartitionLag,
  PartitionReader,
  StreamRecord,
  Subscription,
} from '@rumo/event-stream';
import { decodeIntoFields, noFields, type RejectReason, rideEventsTopic } from '@rumo/events';
import type { BrokerClock } from './broker-clock.ts';
import { type Fleet, type Outcome, removedAfterMs } from './fleet.ts';
import { newOwnPosition, noteProgress, type OwnPosition } from './own-position.ts';

/** Reading begins this long before the broker's time: all that M6 still shows, and some for clocks apart. */
export const readBackMs = removedAfterMs + 10_000;

export type RecordOutcome = Outcome | 'other_type' | RejectReason;

export interface RideReaderOptions {
  readonly stream: EventStream;
  /** A group of this process's own: every replica reads every partition. */
  readonly group: string;
  readonly fleet: Fleet;
  readonly clock: BrokerClock;
  /** A clock that never steps back, epoch ms. */
  readonly localNowMs: () => number;
  /** So many records came to this; `detail` says what was wrong with one that was not used. */
  readonly counted: (outcome: RecordOutcome, detail: string | null, records: number) => void;
}

export interface RideReader {
  /** Joins the group; rejects when the broker does not answer. */
  join(): Promise<void>;
  /** Whether each partition was read to the end it had when it was assigned. */
  caughtUp(): boolean;
  lag(): readonly PartitionLag[];
  health(): { readonly connected: boolean; readonly sinceMs: number; readonly problem: string | null };
  stop(): Promise<void>;
}

/** Reads `ride-events` into the fleet, from its own position after every join. */
export function createRideReader(options: RideReaderOptions): RideReader {
  const { stream, fleet, clock, localNowMs, counted } = options;
  const owned = new Map<number, OwnPosition>();
  const fields = noFields();
  const bornMs = localNowMs();
  let partitions = Number.POSITIVE_INFINITY;
  let subscription: Subscription | null = null;
  let stopped = false;

  function ownPosition(partition: number): OwnPosition {
    let own = owned.get(partition);
    if (own === undefined) {
      own = newOwnPosition(clock.nowMs(localNowMs()) - readBackMs);
      owned.set(partition, own);
    }
    return own;
  }

  function assign(assignment: Assignment): PartitionReader {
    const { partition } = assignment;
    const own = ownPosition(partition);
    return {
      async start() {
        own.caughtUp = false;
        own.target = (await assignment.bounds()).next;
        if (own.newest !== null) return { from: 'after', position: own.newest };
        return { from: 'time', timeMs: own.fromMs };
      },
      records(records) {
        const firstMs = records[0].arrivalMs;
        if (own.newest === null && firstMs < own.fromMs && !own.setBack) {
          // Older than the time asked for: our clock is ahead of the broker's, and reading began too late.
          own.fromMs = Math.max(0, firstMs - readBackMs);
          own.setBack = true;
          assignment.restart();
          return;
        }
        noteProgress(owned, subscription?.lag() ?? [], stream.comparePositions);
        const waitedFor = own.caughtUp;
        takeRecords(records, partition, own);
        if (waitedFor) clock.sample(localNowMs(), own.arrivalMs);
      },
    };
  }

  // Nearly all records are fixes that are drawn: they are counted together, and of each only its numbers are read.
  function takeRecords(records: readonly StreamRecord[], partition: number, own: OwnPosition): void {
    let drawn = 0;
    let taken = 0;
    try {
      while (taken < records.length) {
        const outcome = takeRecord(records[taken++], partition, own);
        if (outcome === 'drawn') drawn++;
        else if (outcome !== null) counted(outcome, null, 1);
      }
    } finally {
      own.newest = records[taken - 1].position;
      if (drawn > 0) counted('drawn', null, drawn);
    }
  }

  /** Null: it has been counted. */
  function takeRecord(record: StreamRecord, partition: number, own: OwnPosition): Outcome | null {
    const { arrivalMs } = record;
    if (arrivalMs > own.arrivalMs) own.arrivalMs = arrivalMs;
    const other = decodeIntoFields(record, fields);
    if (other === null) return fleet.applyFix(fields, own.arrivalMs, partition, record);
    switch (other.kind) {
      case 'event': {
        const received = { arrivalMs: own.arrivalMs, partition, position: record.position };
        return fleet.apply(other.event, received);
      }
      case 'other_type':
        counted('other_type', other.type, 1);
        return null;
      case 'rejected':
        counted(other.reason, other.detail, 1);
        return null;
    }
  }

  return {
    async join() {
      await stream.ensureTopics([rideEventsTopic]);
      partitions = await stream.partitionCount(rideEventsTopic.name);
      if (stopped) return;
      subscription = await stream.subscribe({ topic: rideEventsTopic.name, group: options.group, assign });
      if (stopped) await subscription.stop();
    },
    caughtUp() {
      noteProgress(owned, subscription?.lag() ?? [], stream.comparePositions);
      return owned.size >= partitions && [...owned.values()].every((own) => own.caughtUp);
    },
    lag: () => subscription?.lag() ?? [],
    health: () =>
      subscription?.health() ?? { connected: false, sinceMs: bornMs, problem: 'not yet in the group' },
    async stop() {
      stopped = true;
      await subscription?.stop();
    },
  };
}
