import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Progress } from '../core/progress.ts';

const slotBytes = 4_096;

/** A small file that holds one value, overwritten in place many times a second. */
export interface ProgressFile {
  write(progress: Progress): void;
  close(): void;
}

/**
 * Opens the file anew or as it is. Two slots are written in turn, each with its number and checksum, so that a write
 * cut short leaves the one before. Synchronous: a few µs, and what follows must not begin before it.
 */
export function openProgressFile(path: string): ProgressFile {
  const last = readSlots(path);
  const file = openSync(path, last === null ? 'w' : 'r+');
  let number = last?.number ?? 0;
  return {
    write(progress) {
      number++;
      writeSync(file, encodeSlot(number, progress), 0, slotBytes, (number % 2) * slotBytes);
    },
    close: () => closeSync(file),
  };
}

/** What was written last, null when there is nothing whole. */
export function readProgress(path: string): Progress | null {
  return readSlots(path)?.progress ?? null;
}

interface Slot {
  readonly number: number;
  readonly progress: Progress;
}

function encodeSlot(number: number, progress: Progress): Buffer {
  const text = JSON.stringify({ number, progress });
  const slot = Buffer.alloc(slotBytes);
  const length = slot.write(text, 8);
  if (length < Buffer.byteLength(text)) throw new RangeError(`progress of ${text.length} bytes does not fit`);
  slot.writeUInt32LE(length, 4);
  slot.writeUInt32LE(crc32(slot.subarray(4, 8 + length)), 0);
  return slot;
}

function readSlots(path: string): Slot | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const slots = [decodeSlot(bytes.subarray(0, slotBytes)), decodeSlot(bytes.subarray(slotBytes))];
  return slots.reduce(
    (best, slot) => (slot !== null && slot.number > (best?.number ?? 0) ? slot : best),
    null,
  );
}

function decodeSlot(slot: Buffer): Slot | null {
  if (slot.length < slotBytes) return null;
  const length = slot.readUInt32LE(4);
  if (length === 0 || length > slotBytes - 8) return null;
  const text = slot.subarray(8, 8 + length);
  if (crc32(slot.subarray(4, 8 + length)) !== slot.readUInt32LE(0)) return null;
  return JSON.parse(text.toString('utf8')) as Slot;
}
