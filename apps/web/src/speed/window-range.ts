import type { StreamExtent, WindowRange } from '@rumo/database/queries';

const rollupMs = 300_000;
/** The most windows one answer holds. */
export const maxWindows = 5_000;

export interface RangeRequest {
  readonly windowMs: number;
  /** Windows that start at or after this, and before `toMs`; epoch ms. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** How far back from the end when `fromMs` is not given. */
  readonly lastMs: number;
}

export type ResolvedRange =
  | { readonly kind: 'range'; readonly range: WindowRange }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'too_many'; readonly windows: number };

/**
 * Turns what was asked into window starts that exist. The end is the newest window of the data, not a clock: a stream
 * that is behind still has a last quarter of an hour. Where the range begins before the kept base windows, windows
 * shorter than 5 min become those of 5 min (W2). `extent` is needed only when `fromMs` is given.
 */
export function resolveRange(
  request: RangeRequest,
  newestEndMs: number | null,
  extent: StreamExtent | null,
): ResolvedRange {
  if (newestEndMs === null) return { kind: 'nothing' };
  const toMs = Math.min(request.toMs ?? newestEndMs, newestEndMs);
  const kept = [extent?.baseFromMs ?? null, extent?.rollupFromMs ?? null].filter((start) => start !== null);
  const earliestMs = kept.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...kept);
  const given = request.fromMs !== undefined;
  const fromMs = Math.max(request.fromMs ?? toMs - request.lastMs, earliestMs);
  const coarse =
    extent !== null && extent.rollupFromMs !== null && fromMs < (extent.baseFromMs ?? newestEndMs);
  const windowMs = coarse ? Math.max(request.windowMs, rollupMs) : request.windowMs;
  // A range that was not asked for, or that begins with the data, must not cut its first window.
  const wholeFirst = !given || fromMs === earliestMs;
  const range = {
    windowMs,
    fromMs: (wholeFirst ? Math.floor : Math.ceil)(fromMs / windowMs) * windowMs,
    toMs: Math.ceil(toMs / windowMs) * windowMs,
  };
  const windows = (range.toMs - range.fromMs) / windowMs;
  if (windows <= 0) return { kind: 'nothing' };
  return windows > maxWindows ? { kind: 'too_many', windows } : { kind: 'range', range };
}

/** Start of the newest window that ends at or before `throughMs`. */
export function newestWindowStart(windowMs: number, throughMs: number): number {
  return Math.floor(throughMs / windowMs) * windowMs - windowMs;
}

/** Start of the window that holds `atMs`. */
export function windowStartAt(windowMs: number, atMs: number): number {
  return Math.floor(atMs / windowMs) * windowMs;
}
