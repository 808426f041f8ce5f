/**
 * A record's place in its partition. Opaque: consumers keep it, hand it back and compare two of one partition
 * with `EventStream.comparePositions`; they never calculate with it (a Kafka offset today, elsewhere a number
 * of up to 128 bits).
 */
export type Position = string;

export interface StreamRecord {
  readonly position: Position;
  /** Where the position is the text of a whole number, this number: whoever keeps it spares the text. */
  readonly positionNumber?: number;
  /** When the stream took the record in, epoch ms by the broker's clock. */
  readonly arrivalMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /**
   * Where a stream has read many records into the same bytes: these, and where key and value lie in them (a null one
   * ends before it begins). To read from here spares the two views.
   */
  readonly bytes?: Uint8Array;
  readonly keyFrom?: number;
  readonly keyTo?: number;
  readonly valueFrom?: number;
  readonly valueTo?: number;
}

/** Where to read from. `position`: at it, or at the first record after it when there is none. */
export type Start =
  | { readonly from: 'beginning' }
  | { readonly from: 'end' }
  | { readonly from: 'position'; readonly position: Position }
  | { readonly from: 'after'; readonly position: Position }
  | { readonly from: 'time'; readonly timeMs: number };

/** What the log holds: `first` is the oldest record's position, `next` the one the next record will get. */
export interface Bounds {
  readonly first: Position;
  readonly next: Position;
}

/** One partition in the hands of this member, from `assigned` until its signal aborts. */
export interface Assignment {
  readonly partition: number;
  /** Aborts when the partition is lost, restarted or the subscription stops. */
  readonly signal: AbortSignal;
  /** Asks the broker for the bounds of the log. */
  bounds(): Promise<Bounds>;
  /** Whether everything in the log, asked at the broker now, has been handed over. */
  atEnd(): Promise<boolean>;
  /** No `records` until `resume`; the membership in the group goes on. */
  pause(): void;
  resume(): void;
  /** Drop this assignment and begin a fresh one for the same partition (its signal aborts, `assign` is called). */
  restart(): void;
  /** A hint for lag tools: everything up to and including `position` is done. Never read back. */
  commitHint(position: Position): void;
}

/** What an app does with one assigned partition. */
export interface PartitionReader {
  /** Where to start; records wait meanwhile (load state here). Rejection: a fresh assignment with backoff. */
  start(): Promise<Start>;
  /**
   * Records in order, none twice and none left out within one assignment. May be asynchronous, but must not wait
   * for outside systems: a blocked handler sends no heartbeat. A throw restarts the assignment with backoff.
   */
  records(records: readonly StreamRecord[]): void | Promise<void>;
  /**
   * The log no longer held `asked`; reading goes on at `first`, the oldest record it holds. `first` after `asked`:
   * retention removed what is between. `first` before `asked`: the log ends before it, so it is another log.
   */
  gap?(asked: Position, first: Position): void;
}

export interface SubscribeOptions {
  readonly topic: string;
  readonly group: string;
  /** Called at each assignment of a partition; returns its reader. */
  readonly assign: (assignment: Assignment) => PartitionReader;
  /** ms after which a silent member loses its partitions; Kafka's least is 6,000. */
  readonly sessionTimeoutMs?: number;
}

export interface PartitionLag {
  readonly partition: number;
  /** The next record to be handed over; null before the first fetch. */
  readonly position: Position | null;
  /** Records behind the end as of the last fetch; null while unknown. */
  readonly lag: number | null;
}

export interface Subscription {
  /** The partitions in this member's hands. */
  lag(): readonly PartitionLag[];
  /** Whether this member is in the group and the broker answered lately; `sinceMs`: when that last changed. */
  health(): { readonly connected: boolean; readonly sinceMs: number; readonly problem: string | null };
  /** Finishes the batch in hand, leaves the group. */
  stop(): Promise<void>;
}

/** A stretch of one partition's log, to be read once. */
export interface Scan {
  /** Whether it begins at the oldest record the log holds: what may have been before that is gone. */
  readonly fromLogStart: boolean;
  /** The records in order, up to the end the log has when the reading gets there. Rejects as `scan` does. */
  readonly batches: AsyncIterable<readonly StreamRecord[]>;
}

export interface OutgoingRecord {
  readonly key: string;
  readonly value: string | Uint8Array;
  /** Orders what could not be sent for a while (D3), epoch ms. */
  readonly occurredAtMs: number;
}

/** Publishes with acks from all replicas, in batches, idempotently. */
export interface Publisher {
  /**
   * Takes the records over at once and never throws for a broker that is away: they are kept (at most
   * `maxWaiting`) and sent in order of occurredAtMs when it is back. Beyond that the oldest are dropped and counted.
   */
  publish(topic: string, records: readonly OutgoingRecord[]): void;
  /** Resolves when fewer than `maxInFlight` records are unacknowledged: await it before making more. */
  ready(): Promise<void>;
  /** Resolves when everything taken over has been acknowledged or dropped. */
  flush(): Promise<void>;
  counts(): { readonly sent: number; readonly waiting: number; readonly dropped: number };
  health(): { readonly connected: boolean; readonly sinceMs: number; readonly problem: string | null };
  /** Sends what is waiting, for at most `timeoutMs`, and disconnects. */
  stop(timeoutMs: number): Promise<void>;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface EventStream {
  /** Makes the topics that are missing; leaves existing ones as they are. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  partitionCount(topic: string): Promise<number>;
  publisher(): Promise<Publisher>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /**
   * Reads a stretch of one partition as no member of any group: it moves nobody's partitions and leaves nothing behind
   * at the broker. Tries nothing twice: rejects when the broker does not answer, or `signal` aborts.
   */
  scan(topic: string, partition: number, start: Start, signal: AbortSignal): Promise<Scan>;
  /** Negative, zero or positive, as for Array.sort. Both positions are of one partition. */
  comparePositions(a: Position, b: Position): number;
  close(): Promise<void>;
}
