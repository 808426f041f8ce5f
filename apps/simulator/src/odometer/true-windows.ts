/** The same windows and the same rule of segments as the computed speeds have (W2, W4, W5). */
export const windowMs = 10_000;
export const longestGapMs = 60_000;

/** What one driver truly drove in one window: sums over its segments. */
export interface TrueWindow {
  readonly driverId: string;
  readonly startMs: number;
  readonly distanceM: number;
  readonly timeS: number;
}

/** A driver's newest fix and its window so far: [last fix, its odometer, window start, metres, seconds]. */
type DriverSums = [lastMs: number, lastM: number, startMs: number, distanceM: number, timeS: number];

/** One partition's drivers; JSON as it is. */
export type TrueSums = Record<string, DriverSums>;

/** No driver yet. Without a prototype: driver ids come from a stream. */
export function noSums(saved: TrueSums = {}): TrueSums {
  return Object.assign(Object.create(null) as TrueSums, saved);
}

/**
 * Takes in one odometer reading and returns the driver's window that it ends, if any. A segment joins two successive
 * readings and belongs whole to the window of the later one. Readings come in order; what is not after the newest is
 * a repetition and changes nothing. A window that only ever had one reading has no speed and is not returned.
 */
export function countReading(
  sums: TrueSums,
  driverId: string,
  occurredAtMs: number,
  odometerM: number,
): TrueWindow | null {
  const startMs = occurredAtMs - (occurredAtMs % windowMs);
  const driver = sums[driverId];
  if (driver === undefined) {
    sums[driverId] = [occurredAtMs, odometerM, startMs, 0, 0];
    return null;
  }
  const gapMs = occurredAtMs - driver[0];
  if (gapMs <= 0) return null;
  // An odometer that went back is another world's: a new start.
  const joined = gapMs <= longestGapMs && odometerM >= driver[1];
  const metres = joined ? odometerM - driver[1] : 0;
  const seconds = joined ? gapMs / 1_000 : 0;
  driver[0] = occurredAtMs;
  driver[1] = odometerM;
  if (startMs === driver[2]) {
    driver[3] += metres;
    driver[4] += seconds;
    return null;
  }
  const ended = { driverId, startMs: driver[2], distanceM: driver[3], timeS: driver[4] };
  driver[2] = startMs;
  driver[3] = metres;
  driver[4] = seconds;
  return ended.timeS > 0 ? ended : null;
}
