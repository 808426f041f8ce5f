import type { DriverWindow } from './api-answers.ts';

export interface DriverSummary {
  readonly windows: number;
  /** Σ distance / Σ time over the windows, null when Σ time is 0 (W3). */
  readonly meanKmh: number | null;
  readonly fastestKmh: number | null;
  readonly distanceM: number;
  readonly timeS: number;
  readonly outliers: number;
  readonly partial: number;
  /** Mean of |computed − true| over the complete windows that can be compared, and how many those are. */
  readonly meanAbsErrorKmh: number | null;
  readonly compared: number;
}

/** Sums up what one driver's windows say together. */
export function driverSummary(windows: readonly DriverWindow[]): DriverSummary {
  const sum = (pick: (window: DriverWindow) => number) =>
    windows.reduce((total, window) => total + pick(window), 0);
  const distanceM = sum((window) => window.distanceM);
  const timeS = sum((window) => window.timeS);
  const speeds = windows.map((window) => window.meanKmh).filter((speed) => speed !== null);
  const errors = windows.map(windowError).filter((error) => error !== null);
  return {
    windows: windows.length,
    meanKmh: timeS > 0 ? (distanceM / timeS) * 3.6 : null,
    fastestKmh: speeds.length === 0 ? null : Math.max(...speeds),
    distanceM,
    timeS,
    outliers: sum((window) => window.outliers),
    partial: windows.filter((window) => window.partial).length,
    meanAbsErrorKmh:
      errors.length === 0
        ? null
        : errors.reduce((total, error) => total + Math.abs(error), 0) / errors.length,
    compared: errors.length,
  };
}

/** Computed − true in km/h, null where the window is provisional or the two cover other intervals. */
export function windowError(window: DriverWindow): number | null {
  if (window.provisional || !window.comparable) return null;
  return window.meanKmh === null || window.trueKmh === null ? null : window.meanKmh - window.trueKmh;
}
