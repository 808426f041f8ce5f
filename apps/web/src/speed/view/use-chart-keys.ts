'use client';

import type { KeyboardEvent, RefObject } from 'react';
import type uPlot from 'uplot';

/**
 * Lets the keyboard walk through a chart's points as the pointer does: arrows, Page Up and Down, Home, End; Escape
 * lets go. `onEnter` is called with the point that is chosen.
 */
export function useChartKeys(
  plot: RefObject<uPlot | null>,
  at: number | null,
  last: number,
  onEnter?: (index: number) => void,
): { onKeyDown: (event: KeyboardEvent) => void; onBlur: () => void } {
  const onKeyDown = (event: KeyboardEvent) => {
    const to = target(event.key, at, last);
    if (to !== null) {
      event.preventDefault();
      moveCursor(plot.current, Math.max(0, Math.min(last, to)));
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

function moveCursor(plot: uPlot | null, index: number | null): void {
  if (plot === null || (index !== null && plot.data[0][index] === undefined)) return;
  const left = index === null ? -10 : plot.valToPos(plot.data[0][index] as number, 'x');
  plot.setCursor({ left, top: index === null ? -10 : 10 });
}
