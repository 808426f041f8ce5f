import fs from 'node:fs';
import { basename, join } from 'node:path';
import type { Files } from './files.ts';
import { type BatchHeader, batchHeaderBytes, hasValidCrc, readBatchHeader } from './record-batch.ts';
import type { DamageEvents } from './repair.ts';
import { newSegment, readSegment, removeIndexFiles, type Segment } from './segment.ts';

const segmentName = /^(\d{20})\.log$/;

/**
 * The segments in a partition's folder, in order. One whose first two batches agree with each other and not with its
 * name is given the name they ask for, when that is free.
 */
export function listSegments(files: Files, folder: string, events: DamageEvents): Segment[] {
  const names = fs.readdirSync(folder);
  for (const name of names) if (name.endsWith('.part')) fs.rmSync(join(folder, name), { force: true });
  const bases = names.flatMap((name) => segmentName.exec(name)?.[1] ?? []).map(Number);
  const taken = new Set(bases);
  const segments = bases.map((baseOffset) => {
    const segment = openFile(folder, baseOffset);
    const right = baseInside(files, segment);
    if (right === null || right === baseOffset || taken.has(right)) return segment;
    const renamed = newSegment(folder, right);
    removeIndexFiles(segment);
    fs.renameSync(segment.path, renamed.path);
    taken.add(right);
    events.renamed({ from: segment.path, to: basename(renamed.path) });
    return openFile(folder, right);
  });
  return segments.sort((a, b) => a.baseOffset - b.baseOffset);
}

function openFile(folder: string, baseOffset: number): Segment {
  const segment = newSegment(folder, baseOffset);
  const { size } = fs.statSync(segment.path);
  return { ...segment, sizeBytes: size, index: size === 0 ? segment.index : null };
}

/** The base offset that a segment's first two batches agree on; null when they do not. */
function baseInside(files: Files, segment: Segment): number | null {
  const first = wholeBatch(files, segment, 0);
  if (first === null || first.baseOffset === segment.baseOffset) return null;
  const second = wholeBatch(files, segment, first.sizeBytes);
  return second?.baseOffset === first.lastOffset + 1 ? first.baseOffset : null;
}

function wholeBatch(files: Files, segment: Segment, position: number): BatchHeader | null {
  const restBytes = segment.sizeBytes - position;
  const header = readBatchHeader(
    readSegment(files, segment, position, Math.min(restBytes, batchHeaderBytes)),
  );
  if (header === null || header.magic !== 2) return null;
  if (header.baseOffset === segment.baseOffset) return header;
  if (header.sizeBytes < batchHeaderBytes || header.sizeBytes > restBytes) return null;
  const batch = readSegment(files, segment, position, header.sizeBytes);
  return hasValidCrc(batch, header) ? header : null;
}
