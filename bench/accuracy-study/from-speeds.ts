import { chordM, chordNoiseM2, type Estimator, type Run } from './run.ts';

/** Estimators that ask the device's speed first; what they do without one is given to them. */

/** Segment by segment: trapezoid, the speed of one end where the other has none, the chord where neither has one. */
export const trapezoidOrChord: Estimator = (run) => {
  const { count, timeS, speedMps } = run;
  let metres = 0;
  for (let i = 1; i < count; i++) {
    const from = Number.isNaN(speedMps[i - 1]) ? speedMps[i] : speedMps[i - 1];
    const to = Number.isNaN(speedMps[i]) ? from : speedMps[i];
    metres += Number.isNaN(from) ? chordM(run, i - 1, i) : ((from + to) / 2) * (timeS[i] - timeS[i - 1]);
  }
  return metres;
};

/** The speed of a segment's later end, for its whole time. */
export function laterSpeed(otherwise: Estimator): Estimator {
  return integrated(otherwise, (_run, speed, i, elapsedS) => speed[i] * elapsedS);
}

/** Trapezoid over speeds filled in between those of the run. */
export function trapezoid(otherwise: Estimator): Estimator {
  return integrated(otherwise, (_run, speed, i, elapsedS) => ((speed[i - 1] + speed[i]) / 2) * elapsedS);
}

/**
 * Weighs the trapezoid against the chord by the inverse of their variances: between two fixes the speed may change by
 * `unsteadiness` of itself a √s, so that long segments lean on their positions and a car that says it stands does not.
 */
export function weighed(otherwise: Estimator, unsteadiness: number): Estimator {
  return integrated(otherwise, (run, speed, i, elapsedS) => {
    const meanMps = (speed[i - 1] + speed[i]) / 2;
    const speedM2 = ((unsteadiness * meanMps) ** 2 * elapsedS ** 3) / 12;
    const share = speedM2 / (speedM2 + chordNoiseM2(run, i - 1, i) / 2);
    return (1 - share) * meanMps * elapsedS + share * chordM(run, i - 1, i);
  });
}

/** The trapezoid, but no less than the chord when `sigmas` of its noise are taken off it: no path is shorter. */
export function notBelowChord(otherwise: Estimator, sigmas: number): Estimator {
  return integrated(otherwise, (run, speed, i, elapsedS) => {
    const noiseM = Math.sqrt(chordNoiseM2(run, i - 1, i));
    return Math.max(((speed[i - 1] + speed[i]) / 2) * elapsedS, chordM(run, i - 1, i) - sigmas * noiseM);
  });
}

type SegmentM = (run: Run, speed: Float64Array, i: number, elapsedS: number) => number;

function integrated(otherwise: Estimator, segmentM: SegmentM): Estimator {
  return (run) => {
    const speed = filledIn(run);
    if (speed === null) return otherwise(run);
    let metres = 0;
    for (let i = 1; i < run.count; i++) metres += segmentM(run, speed, i, run.timeS[i] - run.timeS[i - 1]);
    return metres;
  };
}

/** Speeds with the missing ones on the line between their neighbours; at the ends the nearest. Null: none at all. */
function filledIn({ count, timeS, speedMps }: Run): Float64Array | null {
  const speed = speedMps.slice(0, count);
  let known = -1;
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(speed[i])) continue;
    for (let missing = known + 1; missing < i; missing++) {
      const way = known < 0 ? 1 : (timeS[missing] - timeS[known]) / (timeS[i] - timeS[known]);
      speed[missing] = (known < 0 ? 0 : (1 - way) * speed[known]) + way * speed[i];
    }
    known = i;
  }
  if (known < 0) return null;
  return speed.fill(speed[known], known);
}
