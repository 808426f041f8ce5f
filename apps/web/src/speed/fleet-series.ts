import type { FleetWindow } from './api-answers.ts';

/**
 * Columns for the fleet's chart. A window has one number over its whole length, so it takes two points, at its start
 * and just before its end: the line runs in steps. null where a line has no point.
 */
export interface FleetSeries {
  readonly edgesMs: readonly number[];
  readonly complete: Percentiles;
  /** Joined to the end of the last complete window. */
  readonly provisional: Percentiles;
  /** The windows on an even grid, null for one that has no row; window i has the points 2i and 2i + 1. */
  readonly windows: readonly (FleetWindow | null)[];
  readonly middlesMs: readonly number[];
}
type Column = readonly (number | null)[];
interface Percentiles {
  readonly p95: Column;
  readonly p5: Column;
  readonly p50: Column;
}

/** Lays the windows on an even grid, so that windows without rows are holes and not bridges. */
export function fleetSeries(windows: readonly FleetWindow[], windowMs: number): FleetSeries {
  const grid = evenGrid(windows, windowMs);
  const startMs = windows[0]?.startMs ?? 0;
  const isProvisional = (index: number) => grid[index]?.provisional === true;
  const column = (pick: (window: FleetWindow) => number | null, provisional: boolean): Column =>
    grid.flatMap((window, index) => {
      if (window === null) return [null, null];
      const value = pick(window);
      if (isProvisional(index) === provisional) return [value, value];
      return [null, provisional && isProvisional(index + 1) ? value : null];
    });
  const percentiles = (provisional: boolean): Percentiles => ({
    p95: column((window) => window.p95, provisional),
    p5: column((window) => window.p5, provisional),
    p50: column((window) => window.p50, provisional),
  });
  const starts = grid.map((_, index) => startMs + index * windowMs);
  return {
    edgesMs: starts.flatMap((start) => [start, start + windowMs - 1]),
    complete: percentiles(false),
    provisional: percentiles(true),
    windows: grid,
    middlesMs: starts.map((start) => start + windowMs / 2),
  };
}

/** Windows by time with null for each that is missing between the first and the last. */
export function evenGrid<Window extends { readonly startMs: number }>(
  windows: readonly Window[],
  windowMs: number,
): (Window | null)[] {
  const first = windows[0];
  const last = windows.at(-1);
  if (first === undefined || last === undefined) return [];
  const grid = new Array<Window | null>((last.startMs - first.startMs) / windowMs + 1).fill(null);
  for (const window of windows) grid[(window.startMs - first.startMs) / windowMs] = window;
  return grid;
}
