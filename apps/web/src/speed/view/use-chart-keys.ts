'use client';

import type { KeyboardEvent, RefObject } from 'react';
import type uPlot from 'uplot';

/**
 * Lets the keyboard walk through a chart's windows as the pointer does: arrows, Page Up and Down, Home, End; Escape
 * lets go. `at` is the window under the cursor; `onEnter` is called with the one that is chosen.
 */
export function useChartKeys(
  plot: RefObject<uPlot | null>,
  middlesMs: readonly number[],
  at: number | null,
  onEnter?: (index: number) => void,
): { onKeyDown: (event: KeyboardEvent) => void; onBlur: () => void } {
  const onKeyDown = (event: KeyboardEvent) => {
    const last = middlesMs.length - 1;
    const to = target(event.key, at, last);
    if (to !== null) {
      event.preventDefault();
      moveCursor(plot.current, middlesMs[Math.max(0, Math.min(last, to))] ?? null);
    } else if ((event.key === 'Enter' || event.key === ' ') && at !== null) {
      event.preventDefault();
      onEnter?.(at);
    } else if (event.key === 'Escape') moveCursor(plot.current, null);
  };
  return { onKeyDown, onBlur: () => moveCursor(plot.current, null) };
}

function target(key: string, at: number | null, last: number): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[key];
  return move === undefined ? null : (at ?? (move < 0 ? last + 1 : -1)) + move;
}

function moveCursor(plot: uPlot | null, toMs: number | null): void {
  if (plot === null) return;
  const left = toMs === null ? -10 : plot.valToPos(toMs, 'x');
  plot.setCursor({ left, top: toMs === null ? -10 : 10 });
}
