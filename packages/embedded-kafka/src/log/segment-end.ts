import type { Files } from './files.ts';
import { loadIndex, type Segment, walkSegment } from './segment.ts';

/** What comes after a sealed segment's last record, by its last few KB; null when it does not end with a whole batch. */
export function endOffset(files: Files, segment: Segment): number | null {
  const isLoaded = segment.index !== null;
  const from = loadIndex(files, segment).positions.at(-1) ?? 0;
  let end: number | null = from === 0 ? segment.baseOffset : null;
  const walk = walkSegment(files, segment, from, Number.POSITIVE_INFINITY, (header) => {
    end = header.lastOffset + 1;
    return true;
  });
  if (!isLoaded) segment.index = null;
  return walk.broken === null && walk.endPosition === segment.sizeBytes ? end : null;
}
