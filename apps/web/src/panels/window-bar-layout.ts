import type { DriverWindow } from '../speed/api-answers.ts';

export interface WindowBar {
  readonly startMs: number;
  /** 0 is the oldest place shown. */
  readonly place: number;
  readonly meanKmh: number;
  /** Height, 0 … 1 of the axis. */
  readonly part: number;
  readonly state: 'closed' | 'provisional' | 'partial';
}

/**
 * The newest `places` windows as bars, each at its own time: a window without a row or without a speed leaves a gap.
 * The axis ends at the next 20 km/h.
 */
export function windowBars(
  windows: readonly DriverWindow[],
  windowMs: number,
  places: number,
): { readonly bars: readonly WindowBar[]; readonly topKmh: number; readonly lastStartMs: number } {
  const lastStartMs = windows.reduce((last, { startMs }) => Math.max(last, startMs), 0);
  const firstMs = lastStartMs - (places - 1) * windowMs;
  const speeds = windows.filter((window) => window.startMs >= firstMs).map((window) => window.meanKmh ?? 0);
  const topKmh = Math.max(20, Math.ceil(Math.max(0, ...speeds) / 20) * 20);
  const bars: WindowBar[] = [];
  for (const { startMs, meanKmh, partial, provisional } of windows) {
    if (startMs < firstMs || meanKmh === null) continue;
    const place = (startMs - firstMs) / windowMs;
    const state = partial ? 'partial' : provisional ? 'provisional' : 'closed';
    bars.push({ startMs, place, meanKmh, part: meanKmh / topKmh, state });
  }
  return { bars, topKmh, lastStartMs };
}
