import { type DriverStatus, driverStatuses } from '@rumo/events';
import type { MercatorOffset } from './mercator-origin.ts';

/**
 * One car as the graphics card reads it: 12 words of 32 bits, three texels. The car drives from (x0, y0) at t0 over
 * (x1, y1) at t1 to (x2, y2) at t2: mercator offsets, and seconds since the table's epoch. The second way lets a
 * fix be handed over well before it is driven to. Words 0 … 9 are floats, the last two are bits:
 * headings of the three points in steps of 360/1024 degrees, 10 bits each; and speed in steps of 0.25 m/s (8 bits,
 * 255 unknown), status (2 bits), stale (1 bit).
 */
export const word = {
  ...{ x0: 0, y0: 1, x1: 2, y1: 3 },
  ...{ x2: 4, y2: 5, t0: 6, t1: 7 },
  ...{ t2: 8, born: 9, headings: 10, state: 11 },
} as const;
export const wordsPerCar = 12;

export const headingSteps = 1024;
const degreesPerStep = 360 / headingSteps;
const speedStepsPerMps = 4;
const unknownSpeed = 255;

/** What is drawn of a car at one moment. */
export interface DrawnCar extends MercatorOffset {
  readonly headingDeg: number;
  readonly status: DriverStatus;
  readonly stale: boolean;
  readonly speedMps: number | null;
}

export function packHeadings(first: number, second: number, third: number): number {
  return first | (second << 10) | (third << 20);
}

export function headingStep(degrees: number): number {
  return ((Math.round(degrees / degreesPerStep) % headingSteps) + headingSteps) % headingSteps;
}

/** `speedMps` is NaN where the device did not say. */
export function packState(speedMps: number, statusCode: number, stale: boolean): number {
  const steps = Math.min(unknownSpeed - 1, Math.round(speedMps * speedStepsPerMps));
  return (Number.isNaN(speedMps) ? unknownSpeed : steps) | (statusCode << 8) | (stale ? 1 << 10 : 0);
}

/**
 * What is drawn at `seconds` since the epoch of the car whose row starts at word `at`: the same sums as in the
 * shader. `floats` and `words` are two views of the same rows.
 */
export function drawnCar(floats: Float32Array, words: Uint32Array, at: number, seconds: number): DrawnCar {
  const [t1, t2] = [floats[at + word.t1], floats[at + word.t2]];
  const onSecond = seconds > t1 && t2 > t1;
  const start = onSecond ? t1 : floats[at + word.t0];
  const span = (onSecond ? t2 : t1) - start;
  const part = span > 0 ? Math.min(1, Math.max(0, (seconds - start) / span)) : 1;
  const from = at + (onSecond ? word.x1 : word.x0);
  const to = at + (onSecond ? word.x2 : word.x1);
  const headings = words[at + word.headings] >>> (onSecond ? 10 : 0);
  const fromDeg = (headings & 1023) * degreesPerStep;
  const turnDeg = (((((headings >>> 10) & 1023) * degreesPerStep - fromDeg + 540) % 360) + 360) % 360;
  const state = words[at + word.state];
  const steps = state & 255;
  return {
    x: floats[from] + (floats[to] - floats[from]) * part,
    y: floats[from + 1] + (floats[to + 1] - floats[from + 1]) * part,
    headingDeg: (fromDeg + (turnDeg - 180) * part + 360) % 360,
    status: driverStatuses[(state >>> 8) & 3],
    stale: (state >>> 10) % 2 === 1,
    speedMps: steps === unknownSpeed ? null : steps / speedStepsPerMps,
  };
}
