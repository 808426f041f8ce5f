import { writeCheckpoint } from './checkpoint.ts';
import type { Files } from './files.ts';
import type { ProducerSequences } from './producer-sequences.ts';
import { dropIndex, type Segment, writeIndexFiles } from './segment.ts';

/** Brings segments to the medium in the background and notes what a start need not check again. */
export interface SegmentFlusher {
  /** Flushes what was appended since the last checkpoint and notes a fresh one, if `isActive` still holds then. */
  checkpoint(segment: Segment, producers: ProducerSequences, isActive: () => boolean): Promise<void>;
  /** Notes that nothing of the segment, which is new, needs a check. */
  noteStart(segment: Segment, producers: ProducerSequences): void;
  /** Flushes and closes a segment that takes no more, and writes its index files, which say so. */
  seal(segment: Segment): Promise<void>;
  /** Seals the last segment and notes that none of it needs a check. Rejects when the disk refuses. */
  finish(segment: Segment, producers: ProducerSequences): Promise<void>;
}

export function segmentFlusher(
  files: Files,
  folder: string,
  notedOffset: number,
  onFailure: (error: Error) => void,
): SegmentFlusher {
  const sealing = new Set<Promise<void>>();
  let flushing: Promise<void> = Promise.resolve();
  let lastNotedOffset = notedOffset;

  function note(segment: Segment, position: number, nextOffset: number, producers: ProducerSequences): void {
    writeCheckpoint(folder, { segmentBaseOffset: segment.baseOffset, position, nextOffset, producers });
    lastNotedOffset = nextOffset;
  }

  /** What follows only saves work at the next start: a failure is reported, and the log goes on. */
  async function attempt(segment: Segment, run: () => Promise<void> | void): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!segment.removed) onFailure(error as Error);
    }
  }

  async function flushAndClose(segment: Segment): Promise<void> {
    // A flush under way must not meet a closed handle.
    await flushing;
    const handle = segment.handle as number;
    try {
      await files.flush(handle);
    } finally {
      segment.handle = null;
      files.close(handle);
    }
    if (segment.removed) return;
    writeIndexFiles(files, segment);
    dropIndex(segment);
  }

  return {
    checkpoint(segment, producers, isActive) {
      const { nextOffset, sizeBytes, handle } = segment;
      if (handle === null || nextOffset === lastNotedOffset) return flushing;
      const known: ProducerSequences = new Map(producers);
      flushing = flushing.then(() =>
        attempt(segment, async () => {
          if (!isActive()) return;
          await files.flush(handle);
          if (isActive()) note(segment, sizeBytes, nextOffset, known);
        }),
      );
      return flushing;
    },
    noteStart(segment, producers) {
      void attempt(segment, () => note(segment, 0, segment.baseOffset, producers));
    },
    seal(segment) {
      const sealed = attempt(segment, () => flushAndClose(segment));
      sealing.add(sealed);
      return sealed.finally(() => sealing.delete(sealed));
    },
    async finish(segment, producers) {
      await Promise.all(sealing);
      await flushAndClose(segment);
      note(segment, segment.sizeBytes, segment.nextOffset, producers);
    },
  };
}
