import type uPlot from 'uplot';
import type { TimeRange } from '../chart-view.ts';

const slideMs = 600;
const stillness = '(prefers-reduced-motion: reduce)';

/**
 * Shows `range`. With `slides` a step forward of the same length is seen as a movement, unless the reader wants none
 * or the step is no small one. Returns what stops it where it is.
 */
export function slideTo(plot: uPlot, range: TimeRange, slides: boolean): (() => void) | undefined {
  const { min, max } = plot.scales.x;
  const spanMs = range.toMs - range.fromMs;
  const stepMs = range.toMs - (max ?? range.toMs);
  const same = min != null && max != null && Math.abs(max - min - spanMs) < 1;
  if (!slides || !same || stepMs <= 0 || stepMs > spanMs / 3 || matchMedia(stillness).matches) {
    plot.setScale('x', { min: range.fromMs, max: range.toMs });
    return undefined;
  }
  const startedMs = performance.now();
  let frame = requestAnimationFrame(function step(nowMs) {
    const share = Math.min(1, Math.max(0, (nowMs - startedMs) / slideMs));
    const leftMs = stepMs * (1 - share) ** 3;
    plot.setScale('x', { min: range.fromMs - leftMs, max: range.toMs - leftMs });
    if (share < 1) frame = requestAnimationFrame(step);
  });
  return () => cancelAnimationFrame(frame);
}
