import { FrameError } from './frame-error.ts';

/** Writes from the highest bit of each byte down. `bytes` is all zero from bit `at` on and long enough. */
export interface BitWriter {
  readonly bytes: Uint8Array;
  at: number;
}

/** Writes the lowest `width` bits of `value`, 32 at most. */
export function writeBits(out: BitWriter, value: number, width: number): void {
  const { bytes } = out;
  let { at } = out;
  let left = width;
  while (left > 0) {
    const room = 8 - (at & 7);
    const taken = left < room ? left : room;
    left -= taken;
    bytes[at >>> 3] |= ((value >>> left) & (255 >>> (8 - taken))) << (room - taken);
    at += taken;
  }
  out.at = at;
}

/** Writes `value` from 1 to 2^32 − 1 as as many zeros as it has bits after its first, then the bits (Elias gamma). */
export function writeGamma(out: BitWriter, value: number): void {
  const after = 31 - Math.clz32(value);
  out.at += after;
  writeBits(out, value, after + 1);
}

/** Writes `count` ones. */
export function writeOnes(out: BitWriter, count: number): void {
  for (let left = count; left > 0; left -= 32) writeBits(out, 0xffffffff, left < 32 ? left : 32);
}

/** How many bits `writeGamma` writes. */
export function gammaBits(value: number): number {
  return 63 - 2 * Math.clz32(value);
}

/** Appends the `length` bits that begin with byte `start` of `from`; the other bits of the last byte are zero. */
export function appendBits(out: BitWriter, from: Uint8Array, start: number, length: number): void {
  const { bytes } = out;
  const end = start + ((length + 7) >>> 3);
  const shift = out.at & 7;
  let to = out.at >>> 3;
  if (shift === 0) {
    for (let i = start; i < end; i++) bytes[to++] = from[i];
  } else {
    for (let i = start; i < end; i++) {
      const byte = from[i];
      bytes[to++] |= byte >>> shift;
      bytes[to] = byte << (8 - shift);
    }
  }
  out.at += length;
}

export interface BitReader {
  readonly bytes: Uint8Array;
  at: number;
}

/** Bits that are there to be read. */
export function bitsLeft(from: BitReader): number {
  return 8 * from.bytes.length - from.at;
}

/** Reads `width` bits, 32 at most, as a number. Throws FrameError when fewer are left. */
export function readBits(from: BitReader, width: number): number {
  if (width > bitsLeft(from)) throw new FrameError('the frame ends too early');
  const { bytes } = from;
  let { at } = from;
  let left = width;
  let value = 0;
  while (left > 0) {
    const room = 8 - (at & 7);
    const taken = left < room ? left : room;
    value = (value << taken) | ((bytes[at >>> 3] >>> (room - taken)) & (255 >>> (8 - taken)));
    at += taken;
    left -= taken;
  }
  from.at = at;
  return value >>> 0;
}

/** Reads what `writeGamma` wrote. Throws FrameError when it is cut or longer than 32 bits. */
export function readGamma(from: BitReader): number {
  let after = 0;
  while (readBits(from, 1) === 0) {
    if (++after > 31) throw new FrameError('a number of more than 32 bits');
  }
  return 2 ** after + readBits(from, after);
}
