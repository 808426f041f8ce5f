import { readStored, writeStored } from './stored-json.ts';

/** Ids taken from the file at once, so that not each producer costs a write. */
const blockSize = 1000;

/** Gives out producer ids, none twice, also across restarts: what is left of a block is skipped. */
export function openProducerIds(path: string): () => number {
  let next = 0;
  let end = 0;
  return () => {
    if (next === end) {
      const first = readStored<{ nextBlock: number }>(path)?.nextBlock ?? 0;
      writeStored(path, { nextBlock: first + blockSize });
      next = first;
      end = first + blockSize;
    }
    return next++;
  };
}
