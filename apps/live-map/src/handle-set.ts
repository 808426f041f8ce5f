/**
 * A set of small integers that are given out in rising order, one bit each, in pieces of 4,096. It holds at most
 * `mostPieces` pieces; taking in one more empties it first, so it may forget but never grows for ever.
 */
export interface HandleSet {
  has(handle: number): boolean;
  add(handle: number): void;
}

const pieceBits = 4_096;

export function createHandleSet(mostPieces = 256): HandleSet {
  const pieces = new Map<number, Uint32Array>();
  return {
    has(handle) {
      const piece = pieces.get(Math.floor(handle / pieceBits));
      const bit = handle % pieceBits;
      return piece !== undefined && (piece[bit >>> 5] & (1 << (bit & 31))) !== 0;
    },
    add(handle) {
      const key = Math.floor(handle / pieceBits);
      const bit = handle % pieceBits;
      let piece = pieces.get(key);
      if (piece === undefined) {
        if (pieces.size >= mostPieces) pieces.clear();
        piece = new Uint32Array(pieceBits / 32);
        pieces.set(key, piece);
      }
      piece[bit >>> 5] |= 1 << (bit & 31);
    },
  };
}
