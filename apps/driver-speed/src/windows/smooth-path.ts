import { metresPerLatitudeDeg, metresPerLongitudeDeg, normalizeLongitude } from '@rumo/geo';
import { type Point, positionNoiseM2 } from './segment.ts';

/** Velocity may change by this of the car's pace, a √s; and this much (m²/s³) at any pace. */
const paceStray = 0.3;
const leastStray = 0.1;
/** Fixes closer together say no more about a change of velocity than these, s. */
const leastTimeS = 0.1;

/**
 * Metres driven along points[from..to) that have no speed (W3): the length of the smoothest path that fits them, less
 * what their noise adds (E[d²] = true² + noise²; a quarter of the noise, for part of it both ends share).
 * `segmentsM[from + 1..to)` is filled with each segment's share of it, by its part of that length.
 */
export function pathDistanceM(
  points: readonly Point[],
  from: number,
  to: number,
  segmentsM: number[],
): number {
  const lengthM = smoothLengthM(points, from, to, segmentsM);
  const noiseM2 = (positionNoiseM2(points[from]) + positionNoiseM2(points[to - 1])) / 2;
  const distanceM = Math.sqrt(Math.max(0, lengthM * lengthM - noiseM2));
  for (let i = from + 1; i < to; i++) segmentsM[i] = lengthM > 0 ? (segmentsM[i] / lengthM) * distanceM : 0;
  return distanceM;
}

/**
 * Length of the path x that minimises Σ (p − x)² / σ² + Σ Δv² / (q (h₁ + h₂) / 3), where Δv is the change of mean
 * velocity between two segments of h₁ and h₂ seconds (Whittaker's graduation, 1923, at uneven times).
 */
function smoothLengthM(points: readonly Point[], from: number, to: number, segmentsM: number[]): number {
  const count = to - from;
  const origin = points[from];
  const eastScale = metresPerLongitudeDeg(origin.latitude);
  const timeS = new Float64Array(count);
  const east = new Float64Array(count);
  const north = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const point = points[from + i];
    timeS[i] = (point.occurredAtMs - origin.occurredAtMs) / 1_000;
    east[i] = normalizeLongitude(point.longitude - origin.longitude) * eastScale;
    north[i] = (point.latitude - origin.latitude) * metresPerLatitudeDeg;
  }
  const strayMps = paceStray * paceMps(timeS, east, north);
  const stray = leastStray + strayMps * strayMps;
  // The system is symmetric, with two diagonals beside the main one.
  const main = new Float64Array(count);
  const next = new Float64Array(count);
  const second = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    main[i] = 1 / positionNoiseM2(points[from + i]);
    east[i] *= main[i];
    north[i] *= main[i];
  }
  for (let i = 1; i < count - 1; i++) {
    const beforeS = Math.max(leastTimeS, timeS[i] - timeS[i - 1]);
    const afterS = Math.max(leastTimeS, timeS[i + 1] - timeS[i]);
    const weight = 3 / (stray * (beforeS + afterS));
    const middle = -1 / beforeS - 1 / afterS;
    main[i - 1] += weight / (beforeS * beforeS);
    main[i] += weight * middle * middle;
    main[i + 1] += weight / (afterS * afterS);
    next[i - 1] += (weight * middle) / beforeS;
    next[i] += (weight * middle) / afterS;
    second[i - 1] += weight / (beforeS * afterS);
  }
  eliminate(main, next, second, east, north);
  let lengthM = 0;
  for (let i = 1; i < count; i++) {
    segmentsM[from + i] = Math.hypot(east[i] - east[i - 1], north[i] - north[i - 1]);
    lengthM += segmentsM[from + i];
  }
  return lengthM;
}

/** Speed along the straight line that fits best (least squares). */
function paceMps(timeS: Float64Array, east: Float64Array, north: Float64Array): number {
  const count = timeS.length;
  let meanS = 0;
  for (let i = 0; i < count; i++) meanS += timeS[i] / count;
  let square = 0;
  let eastSum = 0;
  let northSum = 0;
  for (let i = 0; i < count; i++) {
    const offS = timeS[i] - meanS;
    square += offS * offS;
    eastSum += offS * east[i];
    northSum += offS * north[i];
  }
  return Math.hypot(eastSum, northSum) / square;
}

/** Solves the banded system for both right sides, in place (Gaussian elimination; it is positive definite). */
function eliminate(
  main: Float64Array,
  next: Float64Array,
  second: Float64Array,
  east: Float64Array,
  north: Float64Array,
): void {
  const last = main.length - 1;
  for (let i = 0; i < last; i++) {
    const first = next[i] / main[i];
    main[i + 1] -= first * next[i];
    east[i + 1] -= first * east[i];
    north[i + 1] -= first * north[i];
    if (i + 2 > last) continue;
    next[i + 1] -= first * second[i];
    const other = second[i] / main[i];
    main[i + 2] -= other * second[i];
    east[i + 2] -= other * east[i];
    north[i + 2] -= other * north[i];
  }
  for (let i = last; i >= 0; i--) {
    // Beyond the last row both diagonals hold 0.
    const [one, two] = [Math.min(last, i + 1), Math.min(last, i + 2)];
    east[i] = (east[i] - next[i] * east[one] - second[i] * east[two]) / main[i];
    north[i] = (north[i] - next[i] * north[one] - second[i] * north[two]) / main[i];
  }
}
