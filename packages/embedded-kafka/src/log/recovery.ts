import fs from 'node:fs';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import type { Files } from './files.ts';
import { type ProducerSequences, rememberBatch } from './producer-sequences.ts';
import type { BatchHeader } from './record-batch.ts';
import {
  hasIndexFile,
  loadIndex,
  newSegment,
  rebuildSegment,
  removeIndexFiles,
  type Segment,
  writeIndexFiles,
} from './segment.ts';
import { readStartOffset } from './start-offset.ts';

/** What was found to be damaged and cut off. */
export interface Cut {
  readonly path: string;
  readonly reason: string;
  readonly keptBytes: number;
  readonly cutBytes: number;
}

export interface RecoveredLog {
  readonly segments: Segment[];
  readonly startOffset: number;
  readonly producers: ProducerSequences;
  /** Up to where the medium is known to hold the log. */
  readonly checkedOffset: number;
}

const segmentName = /^(\d{20})\.log$/;

/**
 * Opens what a partition's folder holds. Segments whose sealing was finished are trusted as they stand. The last
 * one is checked batch by batch from its checkpoint on and cut behind its last whole batch (B2). It is left open
 * for appending.
 */
export function recoverLog(files: Files, folder: string, onCut: (cut: Cut) => void): RecoveredLog {
  fs.mkdirSync(folder, { recursive: true });
  const persistedStart = readStartOffset(folder);
  const segments = listSegments(folder);
  for (const segment of segments.slice(0, -1)) {
    if (!hasIndexFile(segment)) finishSealing(files, segment, onCut);
  }
  segments.forEach((segment, i) => {
    if (i + 1 < segments.length) segment.nextOffset = segments[i + 1].baseOffset;
  });
  if (segments.length === 0) segments.push(newSegment(folder, persistedStart));
  const last = segments[segments.length - 1];
  const checkpoint = readCheckpoint(folder);
  const producers = openLast(files, last, checkpoint, onCut);
  if (last.nextOffset < persistedStart) {
    // The tail that reached the start is lost; the offsets it had are not given out again (B3).
    segments.push(newSegment(folder, persistedStart));
  }
  const active = segments[segments.length - 1];
  active.handle = files.open(active.path);
  return {
    segments,
    startOffset: Math.max(persistedStart, segments[0].baseOffset),
    producers,
    checkedOffset: checkpoint?.nextOffset ?? 0,
  };
}

/** Finds the last segment's end and the producers as they stand there. */
function openLast(
  files: Files,
  last: Segment,
  checkpoint: Checkpoint | null,
  onCut: (cut: Cut) => void,
): ProducerSequences {
  const known = checkpoint?.segmentBaseOffset === last.baseOffset ? checkpoint : null;
  if (known !== null && known.position === last.sizeBytes && hasIndexFile(last)) {
    last.nextOffset = known.nextOffset;
    loadIndex(files, last);
    // From here on the files would lag behind the segment, and their presence says that it is sealed.
    removeIndexFiles(last);
    return known.producers;
  }
  removeIndexFiles(last);
  const producers: ProducerSequences = new Map(known?.producers);
  const nowMs = Date.now();
  cutToWholeBatches(files, last, known?.position ?? 0, onCut, (header) => {
    if (header.baseOffset >= (known?.nextOffset ?? 0)) rememberBatch(producers, header, nowMs);
  });
  return producers;
}

/** The crash came between the start of the next segment and the end of this one's sealing. */
function finishSealing(files: Files, segment: Segment, onCut: (cut: Cut) => void): void {
  cutToWholeBatches(files, segment, 0, onCut);
  const handle = files.open(segment.path);
  files.flushNow(handle);
  files.close(handle);
  writeIndexFiles(files, segment);
}

function cutToWholeBatches(
  files: Files,
  segment: Segment,
  checkedBytes: number,
  onCut: (cut: Cut) => void,
  visit?: (header: BatchHeader) => void,
): void {
  const fileBytes = segment.sizeBytes;
  const walk = rebuildSegment(files, segment, checkedBytes, visit);
  if (walk.broken === null) return;
  const handle = files.open(segment.path);
  files.truncate(handle, walk.endPosition);
  files.close(handle);
  const keptBytes = walk.endPosition;
  onCut({ path: segment.path, reason: walk.broken, keptBytes, cutBytes: fileBytes - keptBytes });
}

function listSegments(folder: string): Segment[] {
  const bases = fs
    .readdirSync(folder)
    .flatMap((name) => segmentName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  return bases.map((baseOffset) => {
    const segment = newSegment(folder, baseOffset);
    const { size } = fs.statSync(segment.path);
    return { ...segment, sizeBytes: size, index: size === 0 ? segment.index : null };
  });
}
