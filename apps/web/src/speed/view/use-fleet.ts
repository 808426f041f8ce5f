'use client';

import { useMemo } from 'react';
import type {
  AccuracyAnswer,
  CountsAnswer,
  DistributionAnswer,
  FleetAnswer,
  FleetWindow,
} from '../api-answers.ts';
import { rangeOf, settledRange, type ViewLimits, viewQuery } from '../chart-view.ts';
import { type WindowChoice, windowLengths } from '../window-length.ts';
import { windowStartAt } from '../window-range.ts';
import { useApi } from './use-api.ts';
import { useChartView } from './use-chart-view.ts';
import { useDrivers } from './use-drivers.ts';
import type { useUrlState } from './use-url-state.ts';

const refreshMs = 2_500;
const accuracyRefreshMs = 15_000;

/** Everything of the page that hangs on the window length, the range and the chosen window. */
export function useFleet(address: ReturnType<typeof useUrlState>, choice: WindowChoice) {
  const asked = { windowMs: windowLengths[choice.window], lookBackMs: choice.lookBackMs };
  const pinnedMs = pinnedStart(address[0].get('at'), asked.windowMs);
  const [view, onView, settled] = useChartView(address, asked.windowMs, asked.lookBackMs);

  const fleetPath = `/api/speed/fleet?window=${choice.window}&${viewQuery(view, asked)}`;
  const fleet = useApi<FleetAnswer>(fleetPath, refreshMs);
  const counts = useApi<CountsAnswer>('/api/speed/counts', 3_000);

  const windows = fleet.data?.windows ?? [];
  const windowMs = fleet.data?.windowMs ?? asked.windowMs;
  const completeThroughMs = fleet.data?.completeThroughMs ?? null;
  const lastEndMs = (windows.at(-1)?.startMs ?? 0) + windowMs;
  const limits: ViewLimits = {
    windowMs,
    firstMs: windows[0]?.startMs ?? 0,
    endMs: Math.max(lastEndMs, completeThroughMs ?? 0),
    lookBackMs: asked.lookBackMs,
  };
  const range = rangeOf(view, limits.endMs);
  const newest = useMemo(() => newestIn(windows, range.toMs), [windows, range.toMs]);

  const inWindows = windows.find((window) => window.startMs === pinnedMs) ?? null;
  // A window chosen by an address may lie outside what the chart shows.
  const elsewhere = useApi<FleetAnswer>(
    pinnedMs === null || inWindows !== null || fleet.data === undefined
      ? null
      : `/api/speed/fleet?window=${choice.window}&from=${pinnedMs}&to=${pinnedMs + asked.windowMs}`,
    'once',
  );
  const selected =
    pinnedMs === null
      ? newest
      : (inWindows ?? elsewhere.data?.windows.find((window) => window.startMs === pinnedMs) ?? null);
  const atMs = pinnedMs ?? newest?.startMs ?? null;
  const provisional = selected?.provisional ?? false;
  const distribution = useApi<DistributionAnswer>(
    atMs === null ? null : `/api/speed/distribution?window=${choice.window}&at=${atMs}`,
    provisional ? refreshMs : 'once',
  );
  const drivers = useDrivers(choice.window, atMs, provisional);
  const accuracy = useApi<AccuracyAnswer>(
    completeThroughMs === null ? null : '/api/speed/accuracy?window=30s',
    accuracyRefreshMs,
  );
  return {
    view,
    onView,
    limits,
    /** The range once a gesture has come to rest; null for the newest stretch, which is `lookBackMs` long. */
    settledRange: settledRange(settled, limits),
    fleetPath,
    fleet,
    counts,
    accuracy,
    distribution,
    drivers,
    pinnedMs,
    selected,
    atMs,
    /** No window at all, rather than none in a range that somebody chose. */
    isEmpty: windows.length === 0 && view.kind === 'live',
    firstMs: windows[0]?.startMs ?? null,
    completeThroughMs,
  };
}

/** The newest complete window that begins before `toMs`, else the newest there. */
function newestIn(windows: readonly FleetWindow[], toMs: number): FleetWindow | null {
  const seen = windows.filter((window) => window.startMs < toMs);
  return seen.findLast((window) => !window.provisional) ?? seen.at(-1) ?? null;
}

function pinnedStart(text: string | null, windowMs: number): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? windowStartAt(windowMs, Number(text)) : null;
}
