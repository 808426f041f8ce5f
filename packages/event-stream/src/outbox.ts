import type { OutgoingRecord } from './event-stream.ts';

/** A record on its way. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly occurredAtMs: number;
  /** About what it takes in a request. */
  readonly bytes: number;
  /** Made once: `partition` is set when it is first sent and then stays, so that sending again is the same. */
  readonly message: { readonly key: string; readonly value: string | Buffer; partition?: number };
}

/** What a publisher has taken over and not yet seen acknowledged. One batch is in hand at a time. */
export interface Outbox {
  add(topic: string, records: readonly OutgoingRecord[]): void;
  /**
   * The batch to send. While it is neither `acknowledged` nor given up, the same batch comes again: the broker
   * knows an idempotent producer's batch by its sequence numbers and would take another one for its copy.
   */
  batch(): readonly OutgoingMessage[] | null;
  acknowledged(): void;
  /** The batch in hand could not be sent: from here on what waits goes in order of occurredAtMs (D3). */
  failed(): void;
  /**
   * The broker will never take the batch in hand as it is: the first half comes next, to find the record that it
   * refuses; that one is dropped.
   */
  refused(): void;
  /** Drops everything. */
  clear(): void;
  counts(): { readonly sent: number; readonly waiting: number; readonly dropped: number };
}

export interface OutboxLimits {
  /** Records kept at most, the batch in hand apart. */
  readonly maxWaiting: number;
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
}

// Lengths, offset, timestamp and header count of a record, rounded up.
const recordOverheadBytes = 32;

export function outbox(limits: OutboxLimits): Outbox {
  let waiting: OutgoingMessage[] = [];
  let head = 0;
  let inHand: OutgoingMessage[] | null = null;
  let inOrder = true;
  let catchingUp = false;
  let sent = 0;
  let dropped = 0;

  const size = () => waiting.length - head;
  const sort = () => {
    if (inOrder) return;
    waiting = waiting.slice(head).sort((a, b) => a.occurredAtMs - b.occurredAtMs);
    head = 0;
    inOrder = true;
  };
  const dropOldest = () => {
    const surplus = size() - limits.maxWaiting;
    if (surplus <= 0) return;
    sort();
    head += surplus;
    dropped += surplus;
    compact();
  };
  const compact = () => {
    if (head < 1_024 || head * 2 < waiting.length) return;
    waiting = waiting.slice(head);
    head = 0;
  };

  return {
    add(topic, records) {
      for (const { key, value, occurredAtMs } of records) {
        if (size() > 0 && occurredAtMs < waiting[waiting.length - 1].occurredAtMs) inOrder = false;
        const message = {
          key,
          value: typeof value === 'string' ? value : asBuffer(value),
          partition: undefined,
        };
        const bytes = Buffer.byteLength(key) + Buffer.byteLength(value) + recordOverheadBytes;
        waiting.push({ topic, occurredAtMs, bytes, message });
      }
      dropOldest();
    },
    batch() {
      if (inHand !== null) return inHand;
      if (size() === 0) return null;
      if (catchingUp) sort();
      let bytes = 0;
      let end = head;
      while (end < waiting.length && end - head < limits.maxBatchRecords) {
        bytes += waiting[end].bytes;
        if (bytes > limits.maxBatchBytes && end > head) break;
        end += 1;
      }
      inHand = waiting.slice(head, end);
      head = end;
      compact();
      return inHand;
    },
    acknowledged() {
      if (inHand === null) return;
      sent += inHand.length;
      inHand = null;
      if (size() === 0) {
        waiting = [];
        head = 0;
        inOrder = true;
        catchingUp = false;
      }
    },
    failed() {
      catchingUp = true;
    },
    refused() {
      if (inHand === null) return;
      const half = inHand.length >> 1;
      waiting = [...inHand.slice(half), ...waiting.slice(head)];
      inHand = half === 0 ? null : inHand.slice(0, half);
      head = half === 0 ? 1 : 0;
      if (half === 0) dropped += 1;
    },
    clear() {
      dropped += size() + (inHand?.length ?? 0);
      waiting = [];
      head = 0;
      inHand = null;
    },
    counts: () => ({ sent, waiting: size() + (inHand?.length ?? 0), dropped }),
  };
}

// kafkajs writes a Uint8Array that is no Buffer as text: "1,2,3".
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
