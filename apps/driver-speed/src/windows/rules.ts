/** The numbers of the rules, ms unless named otherwise. They decide results, so they are no settings (but those of W5). */

/** W2 */
export const windowMs = 10_000;
/** W6 */
export const graceMs = 10_000;
/** W9: how far ahead of its arrival a fix may be. */
export const futureLimitMs = 60_000;
/** W10: an arrival this long after the one before it ends a silence. */
export const silenceMs = 60_000;
/** W10: how long, by our own monotonic clock, nothing was received before the end of the log is asked for as proof. */
export const proofMs = 65_000;
/** W5: a segment faster than this is an outlier, unless the setting says otherwise. */
export const outlierMps = 70;
/** W15: a segment at least this fast moves. */
export const movingMps = 1;
/** W16: the length of the sums by street and by cell. */
export const placesMs = 300_000;
/** W16: a fix farther than this from every street is on none, metres. */
export const streetWithinM = 40;
/** W17: how far above its limit a segment must be to be kept as speeding, km/h. */
export const speedingFromKmh = 5;

/** The start of the base window that holds `timeMs`, epoch ms. */
export function windowStartMs(timeMs: number): number {
  return Math.floor(timeMs / windowMs) * windowMs;
}
