import type { Files } from './files.ts';
import type { Segment } from './segment.ts';

/** Writes batches at the end of segments, each whole or not at all. */
export interface TailWriter {
  /** Throws when the disk refuses; the segment then stands as before. */
  write(segment: Segment, batch: Buffer): void;
  /** Cuts off what a failed write may have left; throws when even that is refused. */
  tidy(segment: Segment): void;
}

export function tailWriter(files: Files): TailWriter {
  /** Whether bytes may lie behind the segment's end that are no part of it. */
  let isDirty = false;

  function tidy(segment: Segment): void {
    if (isDirty) files.truncate(segment.handle as number, segment.sizeBytes);
    isDirty = false;
  }

  return {
    tidy,
    write(segment, batch) {
      tidy(segment);
      isDirty = true;
      try {
        let written = 0;
        while (written < batch.length) {
          const rest = written === 0 ? batch : batch.subarray(written);
          written += files.write(segment.handle as number, rest, segment.sizeBytes + written);
        }
        isDirty = false;
      } catch (error) {
        tidy(segment);
        throw error;
      }
    },
  };
}
