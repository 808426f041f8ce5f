import fs from 'node:fs';
import { join } from 'node:path';
import type { Files } from './files.ts';
import { type ProducerSequences, rememberBatch } from './producer-sequences.ts';
import { readProducers } from './producer-snapshot.ts';
import {
  hasIndexFile,
  loadIndex,
  newSegment,
  rebuildSegment,
  removeIndexFiles,
  type Segment,
  writeIndexFiles,
} from './segment.ts';

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
}

const segmentName = /^(\d{20})\.log$/;

/**
 * Opens what a partition's folder holds. Segments that were sealed are trusted as they stand. The last one is
 * checked batch by batch, unless the log was closed in order with `cleanNextOffset`, and cut behind its last whole
 * batch (B2). The last segment is left open for appending.
 */
export function recoverLog(
  files: Files,
  folder: string,
  cleanNextOffset: number | null,
  onCut: (cut: Cut) => void,
): RecoveredLog {
  fs.mkdirSync(folder, { recursive: true });
  const persistedStart = readStartOffset(folder);
  const segments = listSegments(folder);
  for (const segment of segments.slice(0, -1)) {
    if (!hasIndexFile(segment)) finishSealing(files, segment, onCut);
  }
  segments.forEach((segment, i) => {
    if (i + 1 < segments.length) segment.nextOffset = segments[i + 1].baseOffset;
  });
  const last = segments.at(-1) ?? newSegment(folder, persistedStart);
  if (segments.length === 0) segments.push(last);
  const producers = openLast(files, folder, last, cleanNextOffset, onCut);
  if (last.nextOffset < persistedStart) {
    // The tail that held the start is lost: its offsets are gone all the same.
    files.close(last.handle ?? -1);
    last.handle = null;
    const fresh = newSegment(folder, persistedStart);
    fresh.handle = files.open(fresh.path);
    segments.push(fresh);
  }
  return { segments, startOffset: Math.max(persistedStart, segments[0].baseOffset), producers };
}

/** The crash came between the start of the next segment and the end of this one's sealing. */
function finishSealing(files: Files, segment: Segment, onCut: (cut: Cut) => void): void {
  cutToWholeBatches(files, segment, onCut);
  const handle = files.open(segment.path);
  files.flushNow(handle);
  files.close(handle);
  writeIndexFiles(files, segment);
}

function openLast(
  files: Files,
  folder: string,
  last: Segment,
  cleanNextOffset: number | null,
  onCut: (cut: Cut) => void,
): ProducerSequences {
  const stored = readProducers(folder);
  if (cleanNextOffset !== null && hasIndexFile(last) && stored?.nextOffset === cleanNextOffset) {
    last.nextOffset = cleanNextOffset;
    loadIndex(files, last);
    // From here on the files would lag behind the segment; without them a crash leads to a full check.
    removeIndexFiles(last);
    last.handle = files.open(last.path);
    return stored.producers;
  }
  removeIndexFiles(last);
  const producers: ProducerSequences = stored?.producers ?? new Map();
  const known = stored?.nextOffset ?? 0;
  const nowMs = Date.now();
  cutToWholeBatches(files, last, onCut, (header) => {
    if (header.baseOffset >= known) rememberBatch(producers, header, nowMs);
  });
  last.handle = files.open(last.path);
  return producers;
}

function cutToWholeBatches(
  files: Files,
  segment: Segment,
  onCut: (cut: Cut) => void,
  visit?: Parameters<typeof rebuildSegment>[3],
): void {
  if (segment.sizeBytes === 0) return;
  const fileBytes = segment.sizeBytes;
  const walk = rebuildSegment(files, segment, true, visit);
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
    .map((name) => segmentName.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  return bases.map((baseOffset) => {
    const segment = newSegment(folder, baseOffset);
    segment.sizeBytes = fs.statSync(segment.path).size;
    segment.index = segment.sizeBytes === 0 ? segment.index : null;
    return segment;
  });
}

const startOffsetFile = 'log-start-offset';

export function readStartOffset(folder: string): number {
  const path = join(folder, startOffsetFile);
  return fs.existsSync(path) ? Number(fs.readFileSync(path, 'utf8')) || 0 : 0;
}

export function writeStartOffset(folder: string, offset: number): void {
  const path = join(folder, startOffsetFile);
  fs.writeFileSync(`${path}.part`, String(offset), { flush: true });
  fs.renameSync(`${path}.part`, path);
}
