import fs from 'node:fs';
import { type ErrorCode, errorCode } from '../protocol/error-code.ts';
import { checkBatch } from './check-batch.ts';
import type { Files } from './files.ts';
import type { LogConfig } from './log-config.ts';
import { forgetProducers, judgeSequence, rememberBatch } from './producer-sequences.ts';
import { findTime, type ReadResult, readLog } from './read-log.ts';
import { placeBatch, readBatchHeader, stampAppendTime } from './record-batch.ts';
import type { TimedOffset } from './records.ts';
import { recoverLog } from './recovery.ts';
import type { DamageEvents } from './repair.ts';
import { expiredSegments } from './retention.ts';
import {
  dropIndex,
  loadMaxTimestamp,
  newSegment,
  removeIndexFiles,
  type Segment,
  takeIn,
} from './segment.ts';
import { segmentFlusher } from './segment-flusher.ts';
import { writeStartOffset } from './start-offset.ts';
import { tailWriter } from './tail-writer.ts';

export type AppendResult =
  | { readonly kind: 'appended'; readonly baseOffset: number; readonly appendTimeMs: number }
  | { readonly kind: 'duplicate'; readonly baseOffset: number; readonly appendTimeMs: number }
  | { readonly kind: 'refused'; readonly error: ErrorCode; readonly reason: string };

export interface LogEvents extends DamageEvents {
  storageFailed(error: Error): void;
  /** An append was taken by the disk. */
  stored(): void;
}

/** One partition: a dense row of offsets over segments on disk. */
export interface PartitionLog {
  startOffset(): number;
  /** The offset the next record gets. */
  nextOffset(): number;
  /**
   * Where a consumer stands that has read everything. Before `nextOffset` only where damage took the records that
   * were last, until the next one comes: whoever waits for offsets that nobody gets would be behind for ever.
   */
  highWatermark(): number;
  sizeBytes(): number;
  /** Appends one record batch, changing its header in place; it is with the operating system on return. */
  append(batch: Buffer, nowMs: number): AppendResult;
  /** Whole batches from the one that holds `offset`, at most `maxBytes`; with `atLeastOne` the first whatever its size. */
  read(offset: number, maxBytes: number, atLeastOne: boolean): ReadResult;
  /** The first record at or after `timestampMs`; null when there is none. */
  findTime(timestampMs: number): TimedOffset | null;
  /** Moves the start up to `offset` for good and removes the segments below. Returns the start. */
  deleteBefore(offset: number): number;
  /** Removes what retention no longer keeps; returns the number of segments removed. */
  retain(nowMs: number): number;
  configure(config: LogConfig): void;
  /** Calls back with the bytes of each append; returns how to stop. */
  onAppend(listener: (sizeBytes: number) => void): () => void;
  /** Flushes what was appended since the last time and notes that it need not be checked again. Never rejects. */
  checkpoint(): Promise<void>;
  /** Flushes and closes. */
  close(): Promise<void>;
  /** Closes without flushing: the log is about to be removed. */
  abandon(): void;
}

const producerLifetimeMs = 24 * 60 * 60 * 1000;

export interface OpenLogOptions {
  readonly folder: string;
  readonly config: LogConfig;
  readonly files: Files;
  readonly events: LogEvents;
}

export function openPartitionLog({ folder, files, events, ...options }: OpenLogOptions): PartitionLog {
  const recovered = recoverLog(files, folder, events);
  const { segments, producers } = recovered;
  let { startOffset, endOfRecords } = recovered;
  let { config } = options;
  const writer = tailWriter(files);
  const flusher = segmentFlusher(files, folder, recovered.checkedOffset, events.storageFailed);
  const listeners = new Set<(sizeBytes: number) => void>();
  /** When the active segment got its first batch; an inherited one counts from its newest record. */
  let activeSinceMs = active().maxTimestampMs;
  let isClosed = false;

  function active(): Segment {
    return segments[segments.length - 1];
  }

  function append(batch: Buffer, nowMs: number): AppendResult {
    const checked = checkBatch(batch, config.maxBatchBytes);
    if (!checked.ok) return refuse(checked.error, checked.reason);
    const isAppendTime = config.timestampType === 'LogAppendTime';
    const aheadMs = checked.header.maxTimestampMs - nowMs;
    if (!isAppendTime && aheadMs > config.timestampAheadMs) {
      return refuse(errorCode.invalidTimestamp, `a timestamp ${aheadMs} ms ahead of the broker`);
    }
    if (checked.header.producerId >= 0) {
      const verdict = judgeSequence(producers, checked.header);
      if (verdict.kind === 'refused') return verdict;
      if (verdict.kind === 'duplicate') {
        return { kind: 'duplicate', baseOffset: verdict.baseOffset, appendTimeMs: verdict.timestampMs };
      }
    }
    placeBatch(batch, active().nextOffset);
    if (isAppendTime) stampAppendTime(batch, nowMs);
    const header = readBatchHeader(batch) ?? checked.header;
    try {
      if (isFull(header.sizeBytes, nowMs)) roll();
      writer.write(active(), batch);
    } catch (error) {
      events.storageFailed(error as Error);
      return refuse(errorCode.kafkaStorageError, `the disk refuses: ${(error as Error).message}`);
    }
    events.stored();
    if (active().sizeBytes === 0) activeSinceMs = nowMs;
    takeIn(active(), header);
    endOfRecords = active().nextOffset;
    rememberBatch(producers, header, nowMs);
    for (const listener of listeners) listener(header.sizeBytes);
    return { kind: 'appended', baseOffset: header.baseOffset, appendTimeMs: isAppendTime ? nowMs : -1 };
  }

  function isFull(moreBytes: number, nowMs: number): boolean {
    const { sizeBytes } = active();
    if (sizeBytes === 0) return false;
    return sizeBytes + moreBytes > config.segmentBytes || nowMs - activeSinceMs > config.segmentMs;
  }

  function roll(): void {
    const full = active();
    writer.tidy(full);
    const fresh = newSegment(folder, full.nextOffset);
    fresh.handle = files.open(fresh.path);
    segments.push(fresh);
    flusher.noteStart(fresh, producers);
    void flusher.seal(full);
  }

  function removeOldest(count: number): void {
    for (const segment of segments.splice(0, count)) {
      segment.removed = true;
      fs.rmSync(segment.path, { force: true });
      removeIndexFiles(segment);
    }
    startOffset = Math.max(startOffset, segments[0].baseOffset);
  }

  function retain(nowMs: number): number {
    if (isClosed) return 0;
    if (config.retentionMs >= 0) for (const segment of segments) loadMaxTimestamp(files, segment);
    for (const segment of segments) dropIndex(segment);
    const expired = expiredSegments(segments, config, nowMs);
    if (expired === segments.length) roll();
    removeOldest(expired);
    forgetProducers(producers, nowMs - producerLifetimeMs);
    return expired;
  }

  function deleteBefore(offset: number): number {
    if (offset > startOffset) {
      const below = segments.findIndex((segment) => segment.nextOffset > offset);
      // First, for on a full disk this makes the room for the note.
      removeOldest(below === -1 ? segments.length - 1 : below);
      writeStartOffset(folder, offset);
      startOffset = offset;
    }
    return startOffset;
  }

  function abandon(): void {
    isClosed = true;
    for (const segment of segments) segment.removed = true;
    const { handle } = active();
    if (handle !== null) files.close(handle);
  }

  return {
    startOffset: () => startOffset,
    nextOffset: () => active().nextOffset,
    highWatermark: () => Math.max(startOffset, endOfRecords),
    sizeBytes: () => segments.reduce((sum, segment) => sum + segment.sizeBytes, 0),
    append,
    read: (offset, maxBytes, atLeastOne) =>
      readLog(files, segments, startOffset, offset, maxBytes, atLeastOne),
    findTime: (timestampMs) => findTime(files, segments, startOffset, timestampMs),
    deleteBefore,
    retain,
    configure: (changed) => {
      config = changed;
    },
    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    checkpoint() {
      const segment = active();
      return flusher.checkpoint(segment, producers, () => segment === active() && !isClosed);
    },
    close() {
      isClosed = true;
      return flusher.finish(active(), producers);
    },
    abandon,
  };
}

function refuse(error: ErrorCode, reason: string): AppendResult {
  return { kind: 'refused', error, reason };
}
