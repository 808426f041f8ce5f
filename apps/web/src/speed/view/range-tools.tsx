'use client';

import { ChevronLeft, ChevronRight, Minus, Plus } from 'lucide-react';
import {
  type ChartView,
  panned,
  panStep,
  shownRange,
  type ViewLimits,
  zoomed,
  zoomStep,
} from '../chart-view.ts';
import { clockText, durationText } from '../speed-text.ts';
import styles from './range-tools.module.css';

interface RangeToolsProps {
  readonly view: ChartView;
  readonly limits: ViewLimits;
  readonly onView: (view: ChartView) => void;
}

/** What stretch of time a chart shows, in words, and buttons for what gestures do. */
export function RangeTools({ view, limits, onView }: RangeToolsProps) {
  const { fromMs, toMs } = shownRange(view, limits);
  const byMs = panStep * (toMs - fromMs);
  const live = view.kind === 'live';
  const tools = [
    { label: 'Earlier', Icon: ChevronLeft, to: () => panned(view, -byMs, limits) },
    { label: 'Later', Icon: ChevronRight, to: () => panned(view, byMs, limits), off: live },
    { label: 'Zoom out', Icon: Minus, to: () => zoomed(view, 1 / zoomStep, limits) },
    { label: 'Zoom in', Icon: Plus, to: () => zoomed(view, zoomStep, limits) },
  ];
  return (
    <fieldset className={styles.tools}>
      <legend className="visually-hidden">Stretch of time</legend>
      <span className={styles.range}>
        {live ? `the last ${durationText(toMs - fromMs)}` : `${clockText(fromMs)}–${clockText(toMs)}`}
      </span>
      {tools.map(({ label, Icon, to, off }) => (
        <button
          key={label}
          type="button"
          className={styles.tool}
          aria-label={label}
          title={label}
          disabled={off}
          onClick={() => onView(to())}
        >
          <Icon size={16} aria-hidden="true" />
        </button>
      ))}
      <button
        type="button"
        className={styles.live}
        aria-pressed={live}
        title="Follow the newest window"
        onClick={() => onView({ kind: 'live', spanMs: limits.lookBackMs })}
      >
        Live
      </button>
    </fieldset>
  );
}
