/** How long a difference of clocks counts (M5), ms of arrival time. */
export const offsetWindowMs = 60_000;
const bucketMs = 10_000;
const bucketCount = offsetWindowMs / bucketMs;

/**
 * The least `arrival − occurredAtMs` of one driver over the last 60 s of arrival time (M5): how far the device's
 * clock stands from the broker's, with the shortest way through the network. Kept as the least of each 10 s.
 */
export interface ClockOffset {
  readonly leastMs: number[];
  newestBucket: number;
}

export function emptyClockOffset(): ClockOffset {
  return { leastMs: new Array<number>(bucketCount).fill(Infinity), newestBucket: -1 };
}

/** Takes one difference in. Arrivals never step back (they are a running maximum). */
export function addToClockOffset(offset: ClockOffset, arrivalMs: number, differenceMs: number): void {
  forgetOld(offset, arrivalMs);
  const slot = slotOf(Math.floor(arrivalMs / bucketMs));
  if (differenceMs < offset.leastMs[slot]) offset.leastMs[slot] = differenceMs;
}

/** The offset in ms, null when nothing came within the last 60 s before `arrivalMs`. */
export function clockOffsetMs(offset: ClockOffset, arrivalMs: number): number | null {
  forgetOld(offset, arrivalMs);
  let least = Infinity;
  for (const value of offset.leastMs) if (value < least) least = value;
  return least === Infinity ? null : least;
}

function forgetOld(offset: ClockOffset, arrivalMs: number): void {
  const bucket = Math.floor(arrivalMs / bucketMs);
  const passed = Math.min(bucket - offset.newestBucket, bucketCount);
  for (let i = 0; i < passed; i++) offset.leastMs[slotOf(bucket - i)] = Infinity;
  if (passed > 0) offset.newestBucket = bucket;
}

function slotOf(bucket: number): number {
  return ((bucket % bucketCount) + bucketCount) % bucketCount;
}
