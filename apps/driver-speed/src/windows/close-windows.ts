import {
  type DriverFixes,
  dropFirst,
  type FixView,
  noFix,
  placeOf,
  readAt,
  stretchAt,
  timeAt,
} from './driver-fixes.ts';
import type { Driver } from './driver-table.ts';
import type { FoldSettings } from './partition-state.ts';
import { addPlaces } from './places.ts';
import { type Checkpoint, release, releasePayload } from './resume-point.ts';
import { windowMs, windowStartMs } from './rules.ts';
import type { Tally } from './tally.ts';
import { windowSums } from './window-distance.ts';

// Reused for each window: what a fold allocates is most of what it costs.
const joined: FixView[] = [];
const views: FixView[] = [];
const segmentsM: number[] = [];

/**
 * Takes out the windows that end at or before `throughMs` and adds their sums to the tally. Computed from the
 * sorted fixes at once, so that the order of arrival leaves no trace, not even in the last bit (W11).
 */
export function closeDriverWindows(
  driver: Driver,
  throughMs: number,
  { gapMs, maxSpeedMps }: Pick<FoldSettings, 'gapMs' | 'maxSpeedMps'>,
  partialUntilMs: number,
  checkpoints: readonly Checkpoint[],
  tally: Tally,
): void {
  const { driverId } = driver;
  let taken = driver.before;
  while (taken < driver.count && timeAt(driver, taken) < throughMs) {
    const startMs = windowStartMs(timeAt(driver, taken));
    const end = placeOf(driver, startMs + windowMs);
    const isJoined = taken > 0 && timeAt(driver, taken) - timeAt(driver, taken - 1) <= gapMs;
    join(driver, isJoined ? taken - 1 : taken, end);
    const { distanceM, timeMs, movingMs, idleMs, outliers } = windowSums(
      joined,
      gapMs,
      segmentsM,
      maxSpeedMps,
    );
    if (tally.places !== null) addPlaces(tally.places, driverId, startMs, joined, segmentsM);
    tally.counts.outliers += outliers;
    tally.closed.push({
      driverId,
      windowStartMs: startMs,
      distanceM,
      timeS: timeMs / 1_000,
      movingMs,
      idleMs,
      fixes: end - taken,
      outliers,
      partial: startMs < partialUntilMs,
    });
    taken = end;
  }
  for (let i = driver.before; i < taken; i++) releasePayload(checkpoints, stretchAt(driver, i));
  // A fix to come is at or after throughMs: it may be too far from the last one for a segment (W5).
  const staysBefore = taken > 0 && throughMs - timeAt(driver, taken - 1) <= gapMs;
  const dropped = staysBefore ? taken - 1 : taken;
  for (let i = 0; i < dropped; i++) release(checkpoints, stretchAt(driver, i));
  dropFirst(driver, dropped);
  driver.before = staysBefore ? 1 : 0;
}

function join(driver: DriverFixes, from: number, to: number): void {
  joined.length = 0;
  for (let i = from; i < to; i++) {
    if (views.length <= i - from) views.push(noFix());
    joined.push(readAt(driver, i, views[i - from]));
  }
}
