import fs from 'node:fs';
import { type ErrorCode, errorCode } from '../protocol/error-code.ts';
import { checkBatch } from './check-batch.ts';
import type { Files } from './files.ts';
import type { LogConfig } from './log-config.ts';
import { forgetProducers, judgeSequence, rememberBatch } from './producer-sequences.ts';
import { writeProducers } from './producer-snapshot.ts';
import { findTime, type ReadResult, readLog } from './read-log.ts';
import { placeBatch, readBatchHeader, stampAppendTime } from './record-batch.ts';
import type { TimedOffset } from './records.ts';
import { type Cut, recoverLog, writeStartOffset } from './recovery.ts';
import { expiredSegments } from './retention.ts';
import { loadIndex, newSegment, removeIndexFiles, type Segment, takeIn, writeIndexFiles } from './segment.ts';

export type AppendResult =
  | { readonly kind: 'appended'; readonly baseOffset: number; readonly appendTimeMs: number }
  | { readonly kind: 'duplicate'; readonly baseOffset: number; readonly appendTimeMs: number }
  | { readonly kind: 'refused'; readonly error: ErrorCode; readonly reason: string };

export interface LogEvents {
  cut(cut: Cut): void;
  storageFailed(error: Error): void;
}

/** One partition: a dense row of offsets over segments on disk. */
export interface PartitionLog {
  startOffset(): number;
  /** The offset the next record gets. */
  nextOffset(): number;
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
  /** Flushes and closes; resolves with the next offset, for a start that need not check the log. */
  close(): Promise<number>;
  /** Closes without flushing: the log is about to be removed. */
  abandon(): void;
}

const producerLifetimeMs = 24 * 60 * 60 * 1000;

export interface OpenLogOptions {
  readonly folder: string;
  readonly config: LogConfig;
  readonly files: Files;
  /** The next offset at an orderly close, null when there was none. */
  readonly cleanNextOffset: number | null;
  readonly events: LogEvents;
}

export function openPartitionLog({ folder, files, events, ...options }: OpenLogOptions): PartitionLog {
  const recovered = recoverLog(files, folder, options.cleanNextOffset, events.cut);
  const { segments, producers } = recovered;
  let { startOffset } = recovered;
  let { config } = options;
  /** When the active segment got its first batch; an inherited one counts from its newest record. */
  let activeSinceMs = active().maxTimestampMs;
  let isTailDirty = false;
  let isClosed = false;
  const listeners = new Set<(sizeBytes: number) => void>();
  const sealing = new Set<Promise<void>>();

  function active(): Segment {
    return segments[segments.length - 1];
  }

  function append(batch: Buffer, nowMs: number): AppendResult {
    const checked = checkBatch(batch, config.maxBatchBytes);
    if (!checked.ok) return { kind: 'refused', error: checked.error, reason: checked.reason };
    const isAppendTime = config.timestampType === 'LogAppendTime';
    if (!isAppendTime && checked.header.maxTimestampMs > nowMs + config.timestampAheadMs) {
      const reason = `a timestamp ${checked.header.maxTimestampMs - nowMs} ms ahead of the broker`;
      return { kind: 'refused', error: errorCode.invalidTimestamp, reason };
    }
    if (checked.header.producerId >= 0) {
      const verdict = judgeSequence(producers, checked.header);
      if (verdict.kind === 'duplicate') {
        return { kind: 'duplicate', baseOffset: verdict.baseOffset, appendTimeMs: verdict.timestampMs };
      }
      if (verdict.kind === 'refused') return verdict;
    }
    placeBatch(batch, active().nextOffset);
    if (isAppendTime) stampAppendTime(batch, nowMs);
    const header = readBatchHeader(batch) ?? checked.header;
    try {
      if (isFull(header.sizeBytes, nowMs)) roll();
      writeAtEnd(active(), batch);
    } catch (error) {
      events.storageFailed(error as Error);
      const reason = `the disk refuses: ${(error as Error).message}`;
      return { kind: 'refused', error: errorCode.kafkaStorageError, reason };
    }
    if (active().sizeBytes === 0) activeSinceMs = nowMs;
    takeIn(active(), header);
    rememberBatch(producers, header, nowMs);
    for (const listener of listeners) listener(header.sizeBytes);
    return { kind: 'appended', baseOffset: header.baseOffset, appendTimeMs: isAppendTime ? nowMs : -1 };
  }

  function isFull(moreBytes: number, nowMs: number): boolean {
    const { sizeBytes } = active();
    if (sizeBytes === 0) return false;
    return sizeBytes + moreBytes > config.segmentBytes || nowMs - activeSinceMs > config.segmentMs;
  }

  /** All of the batch or nothing: what a failed write left behind is cut off before anything else is written. */
  function writeAtEnd(segment: Segment, batch: Buffer): void {
    const handle = segment.handle as number;
    if (isTailDirty) files.truncate(handle, segment.sizeBytes);
    isTailDirty = true;
    let written = 0;
    try {
      while (written < batch.length) {
        const rest = written === 0 ? batch : batch.subarray(written);
        written += files.write(handle, rest, segment.sizeBytes + written);
      }
    } catch (error) {
      files.truncate(handle, segment.sizeBytes);
      isTailDirty = false;
      throw error;
    }
    isTailDirty = false;
  }

  function roll(): void {
    const full = active();
    const fresh = newSegment(folder, full.nextOffset);
    fresh.handle = files.open(fresh.path);
    if (isTailDirty) files.truncate(full.handle as number, full.sizeBytes);
    isTailDirty = false;
    segments.push(fresh);
    tryToStore(() => writeProducers(folder, { nextOffset: fresh.baseOffset, producers }));
    const sealed = seal(full).catch(events.storageFailed);
    sealing.add(sealed);
    void sealed.then(() => sealing.delete(sealed));
  }

  async function seal(segment: Segment): Promise<void> {
    const handle = segment.handle as number;
    try {
      await files.flush(handle);
    } finally {
      segment.handle = null;
      files.close(handle);
    }
    if (!segment.removed) writeIndexFiles(files, segment);
  }

  /** These files only save work at the next start, so the log goes on without them. */
  function tryToStore(store: () => void): void {
    try {
      store();
    } catch (error) {
      events.storageFailed(error as Error);
    }
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
    if (config.retentionMs >= 0) for (const segment of segments) loadIndex(files, segment);
    const expired = expiredSegments(segments, config, nowMs);
    if (expired === segments.length) roll();
    if (expired > 0) removeOldest(expired);
    forgetProducers(producers, nowMs - producerLifetimeMs);
    return expired;
  }

  function deleteBefore(offset: number): number {
    if (offset > startOffset) {
      writeStartOffset(folder, offset);
      startOffset = offset;
      const below = segments.findIndex((segment) => segment.nextOffset > offset);
      removeOldest(below === -1 ? segments.length - 1 : Math.min(below, segments.length - 1));
    }
    return startOffset;
  }

  async function close(): Promise<number> {
    isClosed = true;
    await Promise.all(sealing);
    const last = active();
    tryToStore(() => writeProducers(folder, { nextOffset: last.nextOffset, producers }));
    await seal(last);
    return last.nextOffset;
  }

  return {
    startOffset: () => startOffset,
    nextOffset: () => active().nextOffset,
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
    close,
    abandon() {
      isClosed = true;
      for (const segment of segments) {
        segment.removed = true;
        if (segment === active() && segment.handle !== null) files.close(segment.handle);
      }
    },
  };
}
