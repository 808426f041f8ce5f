/** How long a difference of clocks counts (M5), ms of arrival time. */
export const offsetWindowMs = 60_000;
const bucketMs = 10_000;
const bucketCount = offsetWindowMs / bucketMs;

/**
 * The least `arrival − occurredAtMs` of one driver over the last 60 s of arrival time (M5): how far the device's
 * clock stands from the broker's, with the shortest way through the network. Kept as the least of each 10 s, in so many
 * numbers of a row: these, and the newest bucket.
 */
export const clockOffsetLength = bucketCount + 1;
const newestBucket = bucketCount;

/** Nothing is known yet. */
export function clearClockOffset(row: Float64Array, from: number): void {
  row.fill(Infinity, from, from + bucketCount);
  row[from + newestBucket] = -1;
}

/** Takes one difference in. Arrivals never step back (they are a running maximum). */
export function addToClockOffset(
  row: Float64Array,
  from: number,
  arrivalMs: number,
  differenceMs: number,
): void {
  const bucket = Math.floor(arrivalMs / bucketMs);
  forgetOld(row, from, bucket);
  const at = from + slotOf(bucket);
  if (differenceMs < row[at]) row[at] = differenceMs;
}

/** The offset in ms, Infinity when nothing came within the last 60 s before `arrivalMs`. */
export function clockOffsetMs(row: Float64Array, from: number, arrivalMs: number): number {
  forgetOld(row, from, Math.floor(arrivalMs / bucketMs));
  let least = Infinity;
  for (let at = from; at < from + bucketCount; at++) if (row[at] < least) least = row[at];
  return least;
}

function forgetOld(row: Float64Array, from: number, bucket: number): void {
  const passed = Math.min(bucket - row[from + newestBucket], bucketCount);
  for (let i = 0; i < passed; i++) row[from + slotOf(bucket - i)] = Infinity;
  if (passed > 0) row[from + newestBucket] = bucket;
}

/** `bucket` modulo their number, without the slow remainder of doubles. */
function slotOf(bucket: number): number {
  return bucket - bucketCount * Math.floor(bucket / bucketCount);
}
