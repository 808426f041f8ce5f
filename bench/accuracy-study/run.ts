/**
 * What an estimator sees: fixes in order of time, each joined to the one before it by a segment (W4). The first is
 * the fix before the window, or the first after a segment that is left out (W5). Metres on a flat map.
 */
export interface Run {
  readonly count: number;
  readonly timeS: Float64Array;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  /** σ of a position per axis, from accuracyM taken as a 68 % radius. */
  readonly sigmaM: Float64Array;
  /** The device's own speed; NaN where it gives none. */
  readonly speedMps: Float64Array;
}

/** Metres driven from the first fix to the last. */
export type Estimator = (run: Run) => number;

/** σ per axis of a position whose 68 % radius is 1 m: the radius of a Rayleigh distribution is σ √(−2 ln 0.32). */
export const sigmaPerAccuracy = 1 / Math.sqrt(-2 * Math.log(0.32));

export function chordM({ eastM, northM }: Run, from: number, to: number): number {
  return Math.hypot(eastM[to] - eastM[from], northM[to] - northM[from]);
}

/** E[chord²] of a car that stands: both axes of both positions, noise taken as white. */
export function chordNoiseM2({ sigmaM }: Run, from: number, to: number): number {
  return 2 * (sigmaM[from] ** 2 + sigmaM[to] ** 2);
}
