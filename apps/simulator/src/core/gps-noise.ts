import { metresPerLatitudeDeg, metresPerLongitudeDeg } from '@rumo/geo';
import type { Fleet } from './fleet.ts';
import { normalPair, purpose, uniform } from './random.ts';

/** How wrong a device is. σ per axis; the simulator's own, shared with nobody who estimates. */
export interface NoiseSettings {
  /** First-order Gauss–Markov part of the position: σ and time constant. */
  readonly wanderM: number;
  readonly wanderS: number;
  /** White part of the position. */
  readonly jitterM: number;
  readonly speedMps: number;
  /** Share of fixes without a speed. */
  readonly speedMissing: number;
  /** White noise across the direction of travel, m/s: heading noise is its angle, so it grows as 1 / speed. */
  readonly headingMps: number;
}

export const defaultNoise: NoiseSettings = {
  wanderM: 4,
  wanderS: 20,
  jitterM: 3,
  speedMps: 0.3,
  speedMissing: 0.02,
  headingMps: 0.3,
};

/** Slower than this a device gives no heading. */
const standingMps = 0.5;

/** What a device reports. */
export interface Reading {
  latitude: number;
  longitude: number;
  accuracyM: number;
  headingDeg: number | null;
  speedMps: number | null;
}

const pair = new Float64Array(2);

/** Puts the slowly wandering part of a driver's position noise into its stationary state. */
export function beginWander(fleet: Fleet, driver: number, seed: number, noise: NoiseSettings): void {
  normalPair(seed, purpose.wander, -1, pair);
  fleet.columns.wanderEastM[driver] = noise.wanderM * pair[0];
  fleet.columns.wanderNorthM[driver] = noise.wanderM * pair[1];
}

/** The 68 % radius of the two parts together: σ √(−2 ln 0.32), as for a Rayleigh distribution. */
export function accuracyM(noise: NoiseSettings): number {
  return Math.hypot(noise.wanderM, noise.jitterM) * Math.sqrt(-2 * Math.log(0.32));
}

// What follows from the settings, which are the same for all devices of a world: computed once, not for each fix.
let derivedFrom: NoiseSettings | null = null;
let keep = 0;
let push = 0;
let radiusM = 0;

function derive(noise: NoiseSettings): void {
  derivedFrom = noise;
  keep = noise.wanderS > 0 ? Math.exp(-1 / noise.wanderS) : 0;
  push = noise.wanderM * Math.sqrt(1 - keep * keep);
  radiusM = accuracyM(noise);
}

/**
 * One reading a second of a car at `place` ([latitude, longitude, headingDeg]) that drove `metres` in the last
 * second, so that its speed is the mean over it. Moves the wander on by one second: x' = ρ x + σ √(1 − ρ²) w with
 * ρ = e^(−1 / τ).
 */
export function readDevice(
  fleet: Fleet,
  driver: number,
  seed: number,
  second: number,
  noise: NoiseSettings,
  place: Float64Array,
  metres: number,
  out: Reading,
): void {
  const { wanderEastM, wanderNorthM } = fleet.columns;
  if (noise !== derivedFrom) derive(noise);
  normalPair(seed, purpose.wander, second, pair);
  wanderEastM[driver] = keep * wanderEastM[driver] + push * pair[0];
  wanderNorthM[driver] = keep * wanderNorthM[driver] + push * pair[1];
  normalPair(seed, purpose.jitter, second, pair);
  const eastM = wanderEastM[driver] + noise.jitterM * pair[0];
  const northM = wanderNorthM[driver] + noise.jitterM * pair[1];
  out.latitude = place[0] + northM / metresPerLatitudeDeg;
  out.longitude = place[1] + eastM / metresPerLongitudeDeg(place[0]);
  out.accuracyM = radiusM;
  normalPair(seed, purpose.speedNoise, second, pair);
  const missing = uniform(seed, purpose.speedMissing, second) < noise.speedMissing;
  out.speedMps = missing ? null : Math.max(0, metres + noise.speedMps * pair[0]);
  out.headingDeg =
    metres < standingMps ? null : place[2] + (Math.atan2(noise.headingMps * pair[1], metres) * 180) / Math.PI;
}
