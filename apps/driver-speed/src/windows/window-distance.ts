import type { Fix } from './fix.ts';
import { movingMps, outlierMps } from './rules.ts';
import { isJump, type Point, segmentDistanceM } from './segment.ts';
import { pathDistanceM } from './smooth-path.ts';

export type WindowFix = Point & Pick<Fix, 'status'>;

/** Sums over a window's segments; outliers give neither distance nor time (W5). */
export interface WindowSums {
  distanceM: number;
  timeMs: number;
  /** W15: parts of the time; the rest of it is stopped. */
  movingMs: number;
  idleMs: number;
  outliers: number;
}

// Reused for each window: what a fold allocates is most of what it costs.
const speedsMps: number[] = [];

/**
 * W3: the sums over the segments between `points`, in order of time: the fix before the window, if any, and the
 * window's own. A function of these alone, so that any owner who has them finds the same (X1, X4).
 * `segmentsM` is filled with the metres of the segment that ends at each point, NaN where none does.
 */
export function windowSums(
  points: readonly WindowFix[],
  gapMs: number,
  segmentsM: number[] = [],
  maxMps = outlierMps,
): WindowSums {
  const sums = { distanceM: 0, timeMs: 0, movingMs: 0, idleMs: 0, outliers: 0 };
  segmentsM[0] = Number.NaN;
  if (fillSpeeds(points)) addSegments(points, gapMs, maxMps, sums, segmentsM);
  else addPaths(points, gapMs, maxMps, sums, segmentsM);
  addMotion(points, sums, segmentsM);
  return sums;
}

/** W15 */
function addMotion(points: readonly WindowFix[], sums: WindowSums, segmentsM: readonly number[]): void {
  for (let i = 1; i < points.length; i++) {
    const segmentM = segmentsM[i];
    if (Number.isNaN(segmentM)) continue;
    const elapsedMs = points[i].occurredAtMs - points[i - 1].occurredAtMs;
    if (segmentM * 1_000 >= movingMps * elapsedMs) sums.movingMs += elapsedMs;
    else if (points[i].status === 'available') sums.idleMs += elapsedMs;
  }
}

function addSegments(
  points: readonly Point[],
  gapMs: number,
  maxMps: number,
  sums: WindowSums,
  segmentsM: number[],
): void {
  for (let i = 1; i < points.length; i++) {
    const elapsedMs = points[i].occurredAtMs - points[i - 1].occurredAtMs;
    segmentsM[i] = Number.NaN;
    if (elapsedMs > gapMs) continue;
    const meanMps = (speedsMps[i - 1] + speedsMps[i]) / 2;
    const segmentM = segmentDistanceM(points[i - 1], points[i], meanMps, maxMps);
    if (segmentM === null) {
      sums.outliers++;
      continue;
    }
    segmentsM[i] = segmentM;
    sums.distanceM += segmentM;
    sums.timeMs += elapsedMs;
  }
}

/** Without any speed: the paths between what breaks them, gaps and outliers. */
function addPaths(
  points: readonly Point[],
  gapMs: number,
  maxMps: number,
  sums: WindowSums,
  segmentsM: number[],
): void {
  let from = 0;
  for (let i = 1; i <= points.length; i++) {
    if (i < points.length && points[i].occurredAtMs - points[i - 1].occurredAtMs <= gapMs) {
      if (!isJump(points[i - 1], points[i], maxMps)) continue;
      sums.outliers++;
    }
    if (i - from > 1) {
      sums.distanceM += pathDistanceM(points, from, i, segmentsM);
      sums.timeMs += points[i - 1].occurredAtMs - points[from].occurredAtMs;
    }
    if (i < points.length) segmentsM[i] = Number.NaN;
    from = i;
  }
}

/** Missing speeds lie on the line between their neighbours, those at the ends are the nearest. False: there is none. */
function fillSpeeds(points: readonly Point[]): boolean {
  let known = -1;
  for (let i = 0; i < points.length; i++) {
    const { speedMps, occurredAtMs } = points[i];
    if (speedMps === null) continue;
    speedsMps[i] = speedMps;
    for (let missing = known + 1; missing < i; missing++) {
      if (known < 0) {
        speedsMps[missing] = speedMps;
        continue;
      }
      const sinceMs = points[missing].occurredAtMs - points[known].occurredAtMs;
      const way = sinceMs / (occurredAtMs - points[known].occurredAtMs);
      speedsMps[missing] = (1 - way) * speedsMps[known] + way * speedMps;
    }
    known = i;
  }
  for (let i = known + 1; known >= 0 && i < points.length; i++) speedsMps[i] = speedsMps[known];
  return known >= 0;
}
