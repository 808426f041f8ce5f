import type { FleetWindow } from './api-answers.ts';

/** Columns for the fleet's chart: the middles of the windows and six lines, null where a line has no point. */
export interface FleetSeries {
  readonly middlesMs: readonly number[];
  readonly complete: Percentiles;
  /** Joined to the last complete window, so that no hole gapes between the two. */
  readonly provisional: Percentiles;
  /** Beside each middle its window, null for one that has no row. */
  readonly windows: readonly (FleetWindow | null)[];
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
  const joins = (index: number) => grid[index] !== null && !isProvisional(index) && isProvisional(index + 1);
  const column = (pick: (window: FleetWindow) => number | null, provisional: boolean): Column =>
    grid.map((window, index) => {
      if (window === null) return null;
      return isProvisional(index) === provisional || (provisional && joins(index)) ? pick(window) : null;
    });
  const percentiles = (provisional: boolean): Percentiles => ({
    p95: column((window) => window.p95, provisional),
    p5: column((window) => window.p5, provisional),
    p50: column((window) => window.p50, provisional),
  });
  return {
    middlesMs: grid.map((_, index) => startMs + index * windowMs + windowMs / 2),
    complete: percentiles(false),
    provisional: percentiles(true),
    windows: grid,
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
