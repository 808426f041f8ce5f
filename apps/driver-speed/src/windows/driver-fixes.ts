import type { Fix } from './fix.ts';
import type { FoldSettings } from './partition-state.ts';
import { addPlaces } from './places.ts';
import { windowMs, windowStartMs } from './rules.ts';
import type { Tally } from './tally.ts';
import { windowSums } from './window-distance.ts';

// Reused for each window: what a fold allocates is most of what it costs.
const joined: Fix[] = [];
const segmentsM: number[] = [];

/** One driver's fixes of open windows in order of time, and the last one before them (W3). */
export interface DriverFixes {
  before: Fix | null;
  readonly open: Fix[];
}

/** The index of the first open fix at or after `occurredAtMs`. */
export function placeOf(open: readonly Fix[], occurredAtMs: number): number {
  let high = open.length;
  if (high === 0 || open[high - 1].occurredAtMs < occurredAtMs) return high;
  let low = 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (open[middle].occurredAtMs < occurredAtMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Takes out the windows that end at or before `throughMs` and adds their sums to the tally. Computed from the
 * sorted fixes at once, so that the order of arrival leaves no trace, not even in the last bit (W11).
 */
export function closeDriverWindows(
  driverId: string,
  driver: DriverFixes,
  throughMs: number,
  { gapMs, maxSpeedMps }: Pick<FoldSettings, 'gapMs' | 'maxSpeedMps'>,
  partialUntilMs: number,
  tally: Tally,
): void {
  const { open } = driver;
  let taken = 0;
  while (taken < open.length && open[taken].occurredAtMs < throughMs) {
    const startMs = windowStartMs(open[taken].occurredAtMs);
    const end = placeOf(open, startMs + windowMs);
    joined.length = 0;
    if (driver.before !== null && open[taken].occurredAtMs - driver.before.occurredAtMs <= gapMs) {
      joined.push(driver.before);
    }
    for (let i = taken; i < end; i++) joined.push(open[i]);
    const { distanceM, timeMs, movingMs, idleMs, outliers } = windowSums(
      joined,
      gapMs,
      segmentsM,
      maxSpeedMps,
    );
    if (tally.places !== null) addPlaces(tally.places, driverId, startMs, joined, segmentsM);
    const fixes = end - taken;
    for (; taken < end; taken++) stepTo(driver, open[taken]);
    const partial = startMs < partialUntilMs;
    tally.counts.outliers += outliers;
    tally.closed.push({
      driverId,
      windowStartMs: startMs,
      distanceM,
      timeS: timeMs / 1_000,
      movingMs,
      idleMs,
      fixes,
      outliers,
      partial,
    });
  }
  joined.length = 0;
  if (taken > 0) open.splice(0, taken);
  // A fix to come is at or after throughMs: too far from this one for a segment (W5).
  if (driver.before !== null && throughMs - driver.before.occurredAtMs > gapMs) stepTo(driver, null);
}

function stepTo(driver: DriverFixes, fix: Fix | null): void {
  if (driver.before !== null) driver.before.checkpoint.needed--;
  if (fix !== null) fix.payload = null;
  driver.before = fix;
}
