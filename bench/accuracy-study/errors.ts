import { baseWindows, type Device } from './readings.ts';
import type { Estimator } from './run.ts';
import type { Track } from './tracks.ts';

/** How a car drove in a 30 s window: `all` are all of the simulator's own; `jam` and `stopGo` are 3 to 10 km/h. */
export type Motion = 'all' | 'moving' | 'jam' | 'stopGo' | 'parked';

/** Errors of 30 s windows against the odometer, km/h. */
export interface Errors {
  readonly windows: number;
  readonly mean: number;
  readonly p95: number;
  readonly bias: number;
}

export interface Scene {
  readonly tracks: readonly Track[];
  /** What a window of this true speed, km/h, counts as. */
  readonly motionsOf: (trueKmh: number) => readonly Motion[];
}

const baseWindowsPerWindow = 3;
/** Less than this of 30 s under segments is no fair window. */
const leastS = 20;

/** Errors of every estimator for every motion. */
export function measure(
  scenes: readonly Scene[],
  device: Device,
  estimators: ReadonlyMap<string, Estimator>,
): Map<string, Map<Motion, Errors>> {
  const all = new Map([...estimators.keys()].map((name) => [name, new Map<Motion, number[]>()]));
  for (const { tracks, motionsOf } of scenes) {
    tracks.forEach((track, car) => {
      const bases = baseWindows(track, car, device);
      for (let i = 0; i + baseWindowsPerWindow <= bases.length; i += baseWindowsPerWindow) {
        const parts = bases.slice(i, i + baseWindowsPerWindow);
        const timeS = sum(parts, (part) => part.timeS);
        const trueKmh = (sum(parts, (part) => part.trueM) / timeS) * 3.6;
        const motions = timeS < leastS ? [] : motionsOf(trueKmh);
        if (motions.length === 0) continue;
        for (const [name, estimate] of estimators) {
          const metres = sum(parts, (part) => sum(part.runs, estimate));
          const errors = all.get(name) as Map<Motion, number[]>;
          for (const motion of motions) {
            if (!errors.has(motion)) errors.set(motion, []);
            errors.get(motion)?.push((metres / timeS) * 3.6 - trueKmh);
          }
        }
      }
    });
  }
  return new Map(
    [...all].map(([name, byMotion]) => [
      name,
      new Map([...byMotion].map(([motion, e]) => [motion, errorsOf(e)])),
    ]),
  );
}

function errorsOf(errors: readonly number[]): Errors {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  return {
    windows: errors.length,
    mean: sum(sizes, (size) => size) / sizes.length,
    p95: sizes[Math.ceil(0.95 * sizes.length) - 1],
    bias: sum(errors, (error) => error) / errors.length,
  };
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
