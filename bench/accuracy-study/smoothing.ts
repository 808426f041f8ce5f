import type { Run } from './run.ts';

/**
 * The positions x that minimise Σ (p − x)² / σ² + Σ Δv² / (q (h₁ + h₂) / 3), where Δv is the change of mean velocity
 * between two successive segments of h₁ and h₂ seconds: E. Whittaker's graduation (1923) at uneven times, with the
 * weight that a velocity of white acceleration of intensity q, m²/s³, asks for. Returns east and north, metres.
 */
export function smoothed(run: Run, unsteadiness: number): [Float64Array, Float64Array] {
  const { count, timeS, sigmaM } = run;
  const east = run.eastM.slice(0, count);
  const north = run.northM.slice(0, count);
  if (count < 3) return [east, north];
  // The matrix is symmetric with two diagonals beside the main one.
  const main = new Float64Array(count);
  const next = new Float64Array(count);
  const second = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    main[i] = 1 / sigmaM[i] ** 2;
    east[i] *= main[i];
    north[i] *= main[i];
  }
  for (let i = 1; i < count - 1; i++) {
    const before = 1 / (timeS[i] - timeS[i - 1]);
    const after = 1 / (timeS[i + 1] - timeS[i]);
    const weight = 3 / (unsteadiness * (timeS[i + 1] - timeS[i - 1]));
    const middle = -(before + after);
    main[i - 1] += weight * before * before;
    main[i] += weight * middle * middle;
    main[i + 1] += weight * after * after;
    next[i - 1] += weight * before * middle;
    next[i] += weight * middle * after;
    second[i - 1] += weight * before * after;
  }
  eliminate(main, next, second, [east, north]);
  return [east, north];
}

/** Solves the system for each right side, in place. */
function eliminate(
  main: Float64Array,
  next: Float64Array,
  second: Float64Array,
  sides: readonly Float64Array[],
): void {
  const count = main.length;
  for (let i = 0; i < count - 1; i++) {
    const first = next[i] / main[i];
    main[i + 1] -= first * next[i];
    for (const side of sides) side[i + 1] -= first * side[i];
    if (i + 2 >= count) continue;
    next[i + 1] -= first * second[i];
    const other = second[i] / main[i];
    main[i + 2] -= other * second[i];
    for (const side of sides) side[i + 2] -= other * side[i];
  }
  for (const side of sides) {
    for (let i = count - 1; i >= 0; i--) {
      let rest = side[i];
      if (i + 1 < count) rest -= next[i] * side[i + 1];
      if (i + 2 < count) rest -= second[i] * side[i + 2];
      side[i] = rest / main[i];
    }
  }
}
