/** The first byte of every frame. */
export const frameVersion = 2;
/** A car's time is kept as its age in multiples of this, and held at `frameMaxAgeMs`. */
export const frameAgeQuantumMs = 8;
/** Headings are kept to a multiple of this many degrees. */
export const frameHeadingQuantumDeg = 360 / 127;
/** Speeds are kept to a multiple of this many metres per second, and held at `frameMaxSpeedMps` beyond it. */
export const frameSpeedQuantumMps = 0.5;
export const frameMaxSpeedMps = 126 * frameSpeedQuantumMps;
/** Handles are integers from 0 to this. */
export const frameMaxHandle = 2 ** 32 - 1;
/** Times lie between 0 and this, epoch ms. */
export const frameMaxTimeMs = 2 ** 48 - 1;
/** Levels of a frame's grid go up to this: tiles of 9.5 m. */
export const frameMaxLevel = 22;
/** Level and position bits together make a number of this many bits at most: 19 mm. */
export const frameMaxLevelBits = 31;
export const frameMaxTiles = 16_384;

/** Ages above it are followed by the rest of their number. */
export const ageBits = 5;
export const longAge = 2 ** ageBits - 1;
/** The rest is one gamma number, of 32 bits at most. */
export const maxAgeQuanta = longAge + 2 ** 32 - 2;
export const frameMaxAgeMs = maxAgeQuanta * frameAgeQuantumMs;
export const headingBits = 7;
export const speedBits = 7;
/** The highest heading or speed there is room for means that it is not known. */
export const unknown = 127;
export const statusBits = 2;
/** In the place of a status: the car is stale, its status follows. */
export const staleMark = 3;
/** What a car takes besides its handle and position, at the least. */
export const carBits = ageBits + headingBits + speedBits + statusBits;

/** Bits of the flags byte. */
export const snapshotFlag = 1;
export const cellsFlag = 2;
/** Version, flags, broker time. */
export const leadBytes = 8;
export const levelBits = 5;
export const positionWidthBits = 4;
export const handleWidthBits = 5;

/** The quantum of positions of a grid of `level` cut by `positionBits`, degrees. */
export function framePositionQuantumDeg(level: number, positionBits: number): number {
  return 360 / 2 ** (level + positionBits);
}
