import fs from 'node:fs';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import type { Files } from './files.ts';
import { type ProducerSequences, rememberBatch } from './producer-sequences.ts';
import { type DamageEvents, repairSegment } from './repair.ts';
import {
  hasIndexFile,
  loadIndex,
  newSegment,
  removeIndexFiles,
  type Segment,
  writeIndexFiles,
} from './segment.ts';
import { endOffset } from './segment-end.ts';
import { listSegments } from './segment-names.ts';
import { readStartOffset } from './start-offset.ts';

export interface RecoveredLog {
  readonly segments: Segment[];
  readonly startOffset: number;
  /** What comes after the last record that is there; the log's start when there is none. */
  readonly endOfRecords: number;
  readonly producers: ProducerSequences;
  /** Up to where the medium is known to hold the log. */
  readonly checkedOffset: number;
}

/**
 * Opens what a partition's folder holds. Segments whose sealing was finished are trusted when they end where the next
 * one begins. The last one is checked batch by batch from its checkpoint on and cut behind its last whole batch (B2).
 * It is left open for appending. Offsets that were given out are not given out again (B3), be their records gone.
 */
export function recoverLog(
  files: Files,
  folder: string,
  listener: DamageEvents & { storageFailed(error: Error): void },
): RecoveredLog {
  /** First offsets of the gaps whose reason has been told. */
  const told = new Set<number>();
  const events: DamageEvents = {
    ...listener,
    damaged(damage) {
      if (!told.has(damage.firstOffset)) listener.damaged(damage);
      told.add(damage.firstOffset);
    },
  };
  fs.mkdirSync(folder, { recursive: true });
  const persistedStart = readStartOffset(folder);
  const checkpoint = readCheckpoint(folder);
  const found = listSegments(files, folder, events);
  if (found.length === 0) found.push(newSegment(folder, persistedStart));
  const segments = found
    .slice(0, -1)
    .flatMap((segment, i) => openSealed(files, segment, found[i + 1].baseOffset, events));
  const last = openLast(files, found[found.length - 1], checkpoint, events);
  segments.push(...last.segments);
  const givenOut = Math.max(persistedStart, checkpoint?.nextOffset ?? 0, last.givenOut);
  if (segments[segments.length - 1].nextOffset < givenOut) segments.push(newSegment(folder, givenOut));
  const startOffset = Math.max(persistedStart, segments[0].baseOffset);
  const endOfRecords = segments.findLast(({ sizeBytes }) => sizeBytes > 0)?.nextOffset ?? startOffset;
  segments.slice(0, -1).forEach((segment, i) => {
    const { baseOffset } = segments[i + 1];
    tellGap(segment, baseOffset, persistedStart, events);
    // Reading in a gap goes on with the segment behind it.
    segment.nextOffset = baseOffset;
    try {
      if (!hasIndexFile(segment)) finishSealing(files, segment);
    } catch (error) {
      // A full disk: the segment is checked again at the next start.
      listener.storageFailed(error as Error);
    }
  });
  const active = segments[segments.length - 1];
  active.handle = files.open(active.path);
  return {
    segments,
    startOffset,
    endOfRecords,
    producers: last.producers,
    checkedOffset: checkpoint?.nextOffset ?? 0,
  };
}

/** Checks a segment that others follow, unless its index files say that it was brought to the medium whole. */
function openSealed(
  files: Files,
  segment: Segment,
  nextBaseOffset: number,
  events: DamageEvents,
): readonly Segment[] {
  if (hasIndexFile(segment)) {
    const end = endOffset(files, segment);
    if (end !== null && end <= nextBaseOffset) {
      segment.nextOffset = end;
      return [segment];
    }
    removeIndexFiles(segment);
    segment.index = null;
  }
  return repairSegment(files, segment, 0, nextBaseOffset, events).segments;
}

/** Tells of offsets that no segment holds, from `startOffset` on. */
function tellGap(segment: Segment, nextOffset: number, startOffset: number, events: DamageEvents): void {
  const firstOffset = Math.max(startOffset, segment.nextOffset);
  if (firstOffset >= nextOffset) return;
  const reason = 'the log holds nothing between two of its segments';
  events.damaged({ path: segment.path, reason, firstOffset, nextOffset, setAside: null });
}

interface OpenedLast {
  readonly segments: readonly Segment[];
  readonly producers: ProducerSequences;
  readonly givenOut: number;
}

/** Finds the log's end and the producers as they stand there. */
function openLast(
  files: Files,
  last: Segment,
  checkpoint: Checkpoint | null,
  events: DamageEvents,
): OpenedLast {
  const known = checkpoint?.segmentBaseOffset === last.baseOffset ? checkpoint : null;
  if (known !== null && known.position === last.sizeBytes && hasIndexFile(last)) {
    if (endOffset(files, last) === known.nextOffset) {
      last.nextOffset = known.nextOffset;
      loadIndex(files, last);
      // From here on the files would lag behind the segment, and their presence says that it is sealed.
      removeIndexFiles(last);
      return { segments: [last], producers: known.producers, givenOut: known.nextOffset };
    }
  }
  removeIndexFiles(last);
  const producers: ProducerSequences = new Map(known?.producers);
  const nowMs = Date.now();
  const checkedBytes = known?.position ?? 0;
  const repaired = repairSegment(files, last, checkedBytes, Number.POSITIVE_INFINITY, events, (header) => {
    if (header.baseOffset >= (known?.nextOffset ?? 0)) rememberBatch(producers, header, nowMs);
  });
  return { ...repaired, producers };
}

/** The crash came between the start of the next segment and the end of this one's sealing. */
function finishSealing(files: Files, segment: Segment): void {
  const handle = files.open(segment.path);
  try {
    files.flushNow(handle);
  } finally {
    files.close(handle);
  }
  writeIndexFiles(files, segment);
}
