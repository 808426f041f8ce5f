'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { type ChartView, viewOf, viewParameters } from '../chart-view.ts';
import type { useUrlState } from './use-url-state.ts';

const settledAfterMs = 250;

/** What the charts look at, kept in the address; a gesture is written there once it has come to rest. */
export function useChartView(
  [parameters, changeAddress]: ReturnType<typeof useUrlState>,
  windowMs: number,
  lookBackMs: number,
): [view: ChartView, change: (view: ChartView) => void, settled: ChartView] {
  const [moving, setMoving] = useState<ChartView | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const change = useCallback(
    (view: ChartView) => {
      setMoving(view);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        timer.current = undefined;
        const before = location.search;
        changeAddress(viewParameters(view, lookBackMs));
        if (location.search === before) setMoving(null);
      }, settledAfterMs);
    },
    [changeAddress, lookBackMs],
  );
  // The address has what was written: from then on it alone says what is looked at.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the address is the point
  useEffect(() => {
    if (timer.current === undefined) setMoving(null);
  }, [parameters]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settled = viewOf(parameters, { windowMs, lookBackMs });
  return [moving ?? settled, change, settled];
}
