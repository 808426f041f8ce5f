import { chordM, chordNoiseM2, type Estimator, type Run } from './run.ts';
import { smoothed } from './smoothing.ts';

/** Estimators that ask the positions and accuracyM alone. */

export const chords: Estimator = (run) => {
  let metres = 0;
  for (let i = 1; i < run.count; i++) metres += chordM(run, i - 1, i);
  return metres;
};

/** A chord counts once it is longer than the 68 % radius of its end: the usual gate. */
export const gatedChords: Estimator = (run) => {
  let metres = 0;
  for (let i = 1; i < run.count; i++) {
    const chord = chordM(run, i - 1, i);
    if (chord > 1.51 * run.sigmaM[i]) metres += chord;
  }
  return metres;
};

/** The gate with an anchor: a fix counts once it is two 68 % radii away from the last that counted. */
export const anchoredChords: Estimator = (run) => {
  let metres = 0;
  let anchor = 0;
  for (let i = 1; i < run.count; i++) {
    const chord = chordM(run, anchor, i);
    if (chord <= 3.02 * run.sigmaM[i]) continue;
    metres += chord;
    anchor = i;
  }
  return metres;
};

/** E[chord²] = true² + noise² (Ranacher and others, "Why GPS makes distances bigger than they are", IJGIS 30, 2016). */
export const shrunkChords: Estimator = (run) => {
  let metres = 0;
  for (let i = 1; i < run.count; i++) {
    metres += Math.sqrt(Math.max(0, chordM(run, i - 1, i) ** 2 - chordNoiseM2(run, i - 1, i)));
  }
  return metres;
};

export const netDisplacement: Estimator = (run) => chordM(run, 0, run.count - 1);

/** The net displacement less the noise of its two ends. */
export const shrunkDisplacement: Estimator = (run) => shrunkLength(run, netDisplacement(run), 1);

/** The straight line at steady speed that fits best (least squares), times the time. */
export const lineFit: Estimator = (run) => slopeMps(run) * durationS(run);

/** Savitzky and Golay, 1964: each position from the parabola through the five around it; then chords. */
export const savitzkyGolay: Estimator = (run) => pathM(...parabolas(run, 2), run.count);

/** One parabola over the whole window, and the length of it. */
export const parabolaFit: Estimator = (run) => pathM(...parabolas(run, run.count), run.count);

/** The smoothest path by (Whittaker, 1923) between a car's accelerations and the accuracy of its positions. */
export function smoothPath(unsteadiness: number): Estimator {
  return (run) => pathM(...smoothed(run, unsteadiness), run.count);
}

/**
 * The smooth path where velocity may change by 0.3 of the speed a √s, the speed being that of the straight line that
 * fits best; its length is shrunk by `noiseShare` of what white noise at both ends of a standing car would add.
 */
export function pathBySpeed(noiseShare: number): Estimator {
  return (run) => {
    const metres = pathM(...smoothed(run, 0.1 + (0.3 * slopeMps(run)) ** 2), run.count);
    return shrunkLength(run, metres, noiseShare);
  };
}

function shrunkLength(run: Run, metres: number, noiseShare: number): number {
  return Math.sqrt(Math.max(0, metres * metres - noiseShare * chordNoiseM2(run, 0, run.count - 1)));
}

function durationS({ timeS, count }: Run): number {
  return timeS[count - 1] - timeS[0];
}

function slopeMps({ timeS, eastM, northM, count }: Run): number {
  let time = 0;
  for (let i = 0; i < count; i++) time += timeS[i] / count;
  let square = 0;
  let east = 0;
  let north = 0;
  for (let i = 0; i < count; i++) {
    const at = timeS[i] - time;
    square += at * at;
    east += at * eastM[i];
    north += at * northM[i];
  }
  return Math.hypot(east, north) / square;
}

/** Each position from a parabola over the fixes up to `reach` before and after it. */
function parabolas(run: Run, reach: number): [Float64Array, Float64Array] {
  const east = new Float64Array(run.count);
  const north = new Float64Array(run.count);
  for (let i = 0; i < run.count; i++) {
    const from = Math.max(0, Math.min(i - reach, run.count - 1 - 2 * reach));
    const to = Math.min(run.count - 1, Math.max(i + reach, 2 * reach));
    east[i] = parabolaAt(run.timeS, run.eastM, from, to, run.timeS[i]);
    north[i] = parabolaAt(run.timeS, run.northM, from, to, run.timeS[i]);
  }
  return [east, north];
}

function parabolaAt(
  timeS: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
  atS: number,
): number {
  if (to - from < 3) return values[timeS.indexOf(atS)];
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let v0 = 0;
  let v1 = 0;
  let v2 = 0;
  for (let i = from; i <= to; i++) {
    const t = timeS[i] - atS;
    s1 += t;
    s2 += t * t;
    s3 += t * t * t;
    s4 += t * t * t * t;
    v0 += values[i];
    v1 += t * values[i];
    v2 += t * t * values[i];
  }
  const s0 = to - from + 1;
  // Cramer's rule for the constant term: the parabola's value at atS.
  const minor0 = s2 * s4 - s3 * s3;
  const minor1 = s1 * s4 - s2 * s3;
  const minor2 = s1 * s3 - s2 * s2;
  return (v0 * minor0 - v1 * minor1 + v2 * minor2) / (s0 * minor0 - s1 * minor1 + s2 * minor2);
}

function pathM(eastM: Float64Array, northM: Float64Array, count: number): number {
  let metres = 0;
  for (let i = 1; i < count; i++) metres += Math.hypot(eastM[i] - eastM[i - 1], northM[i] - northM[i - 1]);
  return metres;
}
