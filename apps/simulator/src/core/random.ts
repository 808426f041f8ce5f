/**
 * Randomness by counter: the same (seed, purpose, counter) always gives the same number, in whatever order it is
 * asked. So noise and faults never shift the drive, and a restart needs no generator state.
 */

/** What a number is for; each purpose is a stream of its own. */
export const purpose = {
  temper: 1,
  traffic: 2,
  crossing: 3,
  crossingHold: 4,
  walk: 5,
  life: 6,
  wander: 7,
  jitter: 8,
  speedNoise: 9,
  headingNoise: 10,
  speedMissing: 11,
  duplicate: 12,
  delay: 13,
  disorder: 14,
  dropout: 15,
  rides: 16,
  ridePlace: 17,
  rideDriver: 18,
  hotSpots: 19,
  firstDay: 20,
} as const;
export type Purpose = (typeof purpose)[keyof typeof purpose];

/** 32 random bits as an unsigned integer. The mixer is lowbias32 (C. Wellons, "Prospecting for Hash Functions"). */
export function randomBits(seed: number, what: Purpose, counter: number): number {
  return mix(mix(mix(seed) ^ Math.imul(what, 0x9e3779b1)) + Math.imul(counter, 0x85ebca6b)) >>> 0;
}

/** Uniform in [0, 1). */
export function uniform(seed: number, what: Purpose, counter: number): number {
  return randomBits(seed, what, counter) / 2 ** 32;
}

/** Two independent standard normal numbers into `out` (Box and Muller, 1958). */
export function normalPair(seed: number, what: Purpose, counter: number, out: Float64Array): void {
  const radius = Math.sqrt(-2 * Math.log((randomBits(seed, what, 2 * counter) + 1) / 2 ** 32));
  const angle = (2 * Math.PI * randomBits(seed, what, 2 * counter + 1)) / 2 ** 32;
  out[0] = radius * Math.cos(angle);
  out[1] = radius * Math.sin(angle);
}

/** A seed of its own for each driver: different for every two drivers of a world. */
export function driverSeed(seed: number, driver: number): number {
  return mix(mix(seed) + driver) >>> 0;
}

function mix(bits: number): number {
  let x = bits | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x21f0aaad);
  x ^= x >>> 15;
  x = Math.imul(x, 0x735a2d97);
  return x ^ (x >>> 15);
}
