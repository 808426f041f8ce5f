import { hashOfId } from './hash-of-id.ts';
import { isSameBytes } from './same-bytes.ts';

/** An id as bytes: idBytes[idFrom..idTo), in UTF-8. */
export interface IdBytes {
  readonly idBytes: Uint8Array;
  readonly idFrom: number;
  readonly idTo: number;
  /** `hashOfId` of it. */
  readonly idHash: number;
}

/**
 * Ids found by their bytes and numbered from 0 on in the order in which they came. A Map would want the text of the id
 * for each record, and with very many ids it waits for the memory more often.
 */
export interface IdIndex {
  count: number;
  /** Pairs of an id's hash and its number + 1; 0: free. Half of them or more are free. */
  slots: Int32Array;
  hashes: Int32Array;
  /** Where the bytes of each id begin; they end where the next one's begin. */
  starts: Int32Array;
  bytes: Uint8Array;
}

const leastSlots = 16;
const leastBytes = 256;
const encoder = new TextEncoder();
// An id may begin with U+FEFF.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function noIds(): IdIndex {
  return withRoomFor(leastSlots, leastBytes);
}

export function idBytesOf(id: string): IdBytes {
  const idBytes = encoder.encode(id);
  return { idBytes, idFrom: 0, idTo: idBytes.length, idHash: hashOfId(idBytes) };
}

/** The number of an id; −1: it is not there. */
export function numberOfId(index: IdIndex, { idBytes, idFrom, idTo, idHash }: IdBytes): number {
  const { slots } = index;
  const mask = slots.length - 2;
  for (let slot = firstSlot(idHash, mask); ; slot = (slot + 2) & mask) {
    const number = slots[slot + 1] - 1;
    if (number < 0) return -1;
    if (slots[slot] === idHash && isSame(index, number, idBytes, idFrom, idTo)) return number;
  }
}

/** The text of an id that is there. */
export function textOfId({ bytes, starts }: IdIndex, number: number): string {
  return decoder.decode(bytes.subarray(starts[number], starts[number + 1]));
}

/** Takes in an id that is not there; returns its number. */
export function addId(index: IdIndex, { idBytes, idFrom, idTo, idHash }: IdBytes): number {
  const number = index.count++;
  const start = index.starts[number];
  const end = start + idTo - idFrom;
  if (index.count > index.hashes.length) {
    index.hashes = longer(index.hashes, new Int32Array(2 * index.count));
    index.starts = longer(index.starts, new Int32Array(2 * index.count + 1));
  }
  if (end > index.bytes.length) index.bytes = longer(index.bytes, new Uint8Array(2 * end));
  index.bytes.set(idBytes.subarray(idFrom, idTo), start);
  index.hashes[number] = idHash;
  index.starts[index.count] = end;
  if (index.count * 4 > index.slots.length) index.slots = slotsOf(index);
  else takeSlot(index.slots, idHash, number);
  return number;
}

/** Leaves the ids that are to be kept alone; they keep their order and are numbered anew. */
export function keepIds(index: IdIndex, isKept: (number: number) => boolean): void {
  const { count, hashes, starts, bytes } = index;
  const kept: number[] = [];
  let length = 0;
  for (let number = 0; number < count; number++) {
    if (!isKept(number)) continue;
    kept.push(number);
    length += starts[number + 1] - starts[number];
  }
  const smaller = withRoomFor(Math.max(leastSlots, kept.length), Math.max(leastBytes, length));
  let at = 0;
  for (const number of kept) {
    for (let i = starts[number]; i < starts[number + 1]; i++) smaller.bytes[at++] = bytes[i];
    smaller.hashes[smaller.count++] = hashes[number];
    smaller.starts[smaller.count] = at;
  }
  Object.assign(index, smaller, { slots: slotsOf(smaller) });
}

function withRoomFor(ids: number, bytes: number): IdIndex {
  return {
    count: 0,
    slots: new Int32Array(2 * leastSlots),
    hashes: new Int32Array(ids),
    starts: new Int32Array(ids + 1),
    bytes: new Uint8Array(bytes),
  };
}

function longer<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function isSame(
  { bytes, starts }: IdIndex,
  number: number,
  id: Uint8Array,
  from: number,
  to: number,
): boolean {
  const start = starts[number];
  return starts[number + 1] - start === to - from && isSameBytes(id, from, to, bytes, start);
}

/** With room for half as many again and more. */
function slotsOf({ count, hashes }: IdIndex): Int32Array {
  let room = leastSlots;
  while (room < 3 * count) room *= 2;
  const slots = new Int32Array(2 * room);
  for (let number = 0; number < count; number++) takeSlot(slots, hashes[number], number);
  return slots;
}

function takeSlot(slots: Int32Array, hash: number, number: number): void {
  const mask = slots.length - 2;
  let slot = firstSlot(hash, mask);
  while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
  slots[slot] = hash;
  slots[slot + 1] = number + 1;
}

/** The even place of a hash's first pair. */
function firstSlot(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}
