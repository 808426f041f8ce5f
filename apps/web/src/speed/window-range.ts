import type { StreamExtent, WindowRange } from '@rumo/database/queries';

const rollupMs = 300_000;
/** The most windows one answer holds. */
export const maxWindows = 5_000;

export interface RangeRequest {
  readonly windowMs: number;
  /** From one start to the next, where that is less than `windowMs`. */
  readonly hopMs?: number | undefined;
  /** Windows that start at or after this, and before `toMs`; epoch ms. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** How far back from the end when `fromMs` is not given. */
  readonly lastMs: number;
  /** At most so many windows, the oldest first; `maxWindows` when not given. */
  readonly limit?: number;
}

export type ResolvedRange =
  /** `nextFromMs`: where the rest begins that was cut off, null when nothing was. */
  | { readonly kind: 'range'; readonly range: WindowRange; readonly nextFromMs: number | null }
  | { readonly kind: 'nothing' };

/** Base windows are kept longer than this: what looks back less far needs no extent. */
const surelyKeptMs = 24 * 3_600_000;

/** Whether resolveRange needs to know where the kept windows begin. */
export function needsExtent(request: Pick<RangeRequest, 'fromMs' | 'lastMs'>): boolean {
  return request.fromMs !== undefined || request.lastMs > surelyKeptMs;
}

/**
 * Turns what was asked into window starts that exist. The end is the newest window of the data, not a clock: a stream
 * that is behind still has a last quarter of an hour. Where the range begins before the kept base windows, windows
 * shorter than 5 min become those of 5 min (W2). `extent` may be null where needsExtent says so.
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
  const askedHopMs = request.hopMs ?? request.windowMs;
  const hopMs = Math.min(windowMs, coarse ? Math.max(askedHopMs, rollupMs) : askedHopMs);
  const firstMs = (wholeFirst ? Math.floor : Math.ceil)(fromMs / hopMs) * hopMs;
  const endMs = Math.ceil(toMs / hopMs) * hopMs;
  if (endMs <= firstMs) return { kind: 'nothing' };
  const cutMs = Math.min(endMs, firstMs + (request.limit ?? maxWindows) * hopMs);
  const range = { windowMs, ...(hopMs < windowMs ? { hopMs } : {}), fromMs: firstMs, toMs: cutMs };
  return { kind: 'range', range, nextFromMs: cutMs < endMs ? cutMs : null };
}

/** Start of the newest window that ends at or before `throughMs`. */
export function newestWindowStart(windowMs: number, throughMs: number, hopMs = windowMs): number {
  return Math.floor(throughMs / hopMs) * hopMs - windowMs;
}

/** Start of the window that holds `atMs`, of hopping ones the last that does. */
export function windowStartAt(hopMs: number, atMs: number): number {
  return Math.floor(atMs / hopMs) * hopMs;
}
