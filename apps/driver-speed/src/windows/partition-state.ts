import type { Position } from '@rumo/event-stream';
import { closeDriverWindows } from './close-windows.ts';
import { timeAt } from './driver-fixes.ts';
import { type DriverTable, forgetIdle, noDrivers } from './driver-table.ts';
import type { Checkpoint } from './resume-point.ts';
import { windowMs, windowStartMs } from './rules.ts';
import { freshClock, type StreamClock } from './stream-clock.ts';
import type { StreetMap } from './street-map.ts';
import type { Tally } from './tally.ts';

/** What stays the same while a partition is folded. */
export interface FoldSettings {
  /** W5: the longest time between two fixes that makes a segment. */
  readonly gapMs: number;
  /** W5: a faster segment is an outlier; 70 m/s where it is not given. */
  readonly maxSpeedMps?: number;
  /** How fine the resume points are. */
  readonly recordsPerCheckpoint: number;
  /** W16: null or not given: nothing is summed by street and cell. */
  readonly streets?: StreetMap | null;
}

/** All that the windows of one partition depend on. Whoever holds it folds it in place. */
export interface PartitionState {
  readonly settings: FoldSettings;
  readonly clock: StreamClock;
  readonly drivers: DriverTable;
  readonly checkpoints: Checkpoint[];
  /** The last record folded and its own arrival. */
  after: { readonly position: Position; readonly arrivalMs: number } | null;
}

export function freshState(
  settings: FoldSettings,
  clock: Readonly<StreamClock> = freshClock(),
): PartitionState {
  return { settings, clock: { ...clock }, drivers: noDrivers(), checkpoints: [], after: null };
}

/** Closes every window that ends at or before `throughMs`; closed_through never goes back (W6). */
export function closeThrough(state: PartitionState, throughMs: number, tally: Tally): void {
  const { clock, drivers, settings, checkpoints } = state;
  if (throughMs <= clock.closedThroughMs) return;
  clock.closedThroughMs = throughMs;
  for (const driver of drivers.list) {
    closeDriverWindows(driver, throughMs, settings, clock.partialUntilMs, checkpoints, tally);
  }
  forgetIdle(drivers);
}

/** The start of the oldest open window, null when none is open. */
export function openFromMs(state: PartitionState): number | null {
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const driver of state.drivers.list) {
    if (driver.count > driver.before) oldestMs = Math.min(oldestMs, timeAt(driver, driver.before));
  }
  return oldestMs === Number.POSITIVE_INFINITY ? null : windowStartMs(oldestMs);
}

/** The end of the newest open window, −Infinity when none is open. */
export function openUntilMs(state: PartitionState): number {
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const driver of state.drivers.list) {
    if (driver.count > driver.before) newestMs = Math.max(newestMs, timeAt(driver, driver.count - 1));
  }
  return windowStartMs(newestMs) + windowMs;
}
