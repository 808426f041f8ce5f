import fs from 'node:fs';
import { join } from 'node:path';
import type { ProducerSequences } from './producer-sequences.ts';
import { replaceFile } from './replace-file.ts';

const fileName = 'checkpoint.json';

/**
 * A moment of a log that is known to be on the medium: the last segment up to `position`, which is where
 * `nextOffset` begins, and the idempotent producers as they stood then. Only what comes after needs a check.
 */
export interface Checkpoint {
  readonly segmentBaseOffset: number;
  readonly position: number;
  readonly nextOffset: number;
  readonly producers: ProducerSequences;
}

export function writeCheckpoint(folder: string, checkpoint: Checkpoint): void {
  const stored = { ...checkpoint, producers: [...checkpoint.producers] };
  replaceFile(join(folder, fileName), JSON.stringify(stored));
}

/** null when there is none or it cannot be read: then the whole last segment is checked. */
export function readCheckpoint(folder: string): Checkpoint | null {
  try {
    const { segmentBaseOffset, position, nextOffset, producers } = JSON.parse(
      fs.readFileSync(join(folder, fileName), 'utf8'),
    );
    if (![segmentBaseOffset, position, nextOffset].every(Number.isSafeInteger)) return null;
    return { segmentBaseOffset, position, nextOffset, producers: new Map(producers) };
  } catch {
    return null;
  }
}
