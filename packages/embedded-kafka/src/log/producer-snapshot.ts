import fs from 'node:fs';
import { join } from 'node:path';
import type { ProducerSequences } from './producer-sequences.ts';

const fileName = 'producers.json';

/** The idempotent producers as of `nextOffset`: what comes after is in the log itself. */
export interface ProducerSnapshot {
  readonly nextOffset: number;
  readonly producers: ProducerSequences;
}

export function writeProducers(folder: string, snapshot: ProducerSnapshot): void {
  const path = join(folder, fileName);
  const stored = { nextOffset: snapshot.nextOffset, producers: [...snapshot.producers] };
  fs.writeFileSync(`${path}.part`, JSON.stringify(stored));
  fs.renameSync(`${path}.part`, path);
}

/** null when there is none, or it cannot be read: sequences then begin anew with what the log holds. */
export function readProducers(folder: string): ProducerSnapshot | null {
  try {
    const stored = JSON.parse(fs.readFileSync(join(folder, fileName), 'utf8'));
    return { nextOffset: Number(stored.nextOffset), producers: new Map(stored.producers) };
  } catch {
    return null;
  }
}
