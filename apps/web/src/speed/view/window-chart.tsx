'use client';

import { type KeyboardEvent, type ReactNode, useCallback, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { chartKeyAction } from '../chart-key.ts';
import {
  type ChartView,
  drawnView,
  panned,
  panStep,
  revealed,
  shownRange,
  type ViewLimits,
  zoomed,
  zoomStep,
} from '../chart-view.ts';
import { windowText } from '../speed-text.ts';
import { chartGestures, gestureCursor } from './chart-gestures.ts';
import { ChartStory } from './chart-story.tsx';
import type { ChartTokens } from './chart-tokens.ts';
import { Plot, type PlotOptions } from './plot.tsx';
import styles from './window-chart.module.css';
import { type WindowMarks, windowMarks } from './window-marks.ts';

interface WindowChartProps<Window extends { readonly startMs: number }> {
  /** What it shows, and what Enter does, for who cannot see it. */
  readonly label: string;
  /** The windows on an even grid from where the limits say they begin, null for one that has no row. */
  readonly windows: readonly (Window | null)[];
  readonly data: uPlot.AlignedData;
  /** Series, scales and axes. Must keep its identity. */
  readonly options: (tokens: ChartTokens) => PlotOptions;
  readonly height: number;
  readonly view: ChartView;
  readonly limits: ViewLimits;
  readonly onView: (view: ChartView) => void;
  readonly selectedMs: number | null;
  readonly onSelect: (window: Window) => void;
  /** The window that the pointer or the keyboard is at; null when it is at none. */
  readonly onPoint?: (window: Window | null) => void;
  readonly story: (window: Window) => ReactNode;
  readonly storyText: (window: Window) => string;
}

/** A chart over windows of time: walked through, zoomed and moved by mouse, touch and keyboard. */
export function WindowChart<Window extends { readonly startMs: number }>(props: WindowChartProps<Window>) {
  const { windows, limits, view, selectedMs, onView } = props;
  const { windowMs, firstMs } = limits;
  const [pointedMs, setPointedMs] = useState<number | null>(null);
  const plot = useRef<uPlot | null>(null);
  const marks = useRef<WindowMarks>({ windowMs, selectedMs, pointedMs });
  marks.current = { windowMs, selectedMs, pointedMs };

  const at = (ms: number | null) =>
    ms === null ? null : (windows[Math.floor((ms - firstMs) / windowMs)] ?? null);
  const pointed = at(pointedMs);
  const point = (ms: number | null) => {
    const startMs = ms === null ? null : Math.floor(ms / windowMs) * windowMs;
    if (startMs === pointedMs) return;
    setPointedMs(startMs);
    props.onPoint?.(at(startMs));
  };
  const choose = (ms: number | null) => {
    const window = at(ms);
    if (window !== null) props.onSelect(window);
  };
  const change = (next: (view: ChartView, limits: ViewLimits) => ChartView) => onView(next(view, limits));
  const reset = () => onView({ kind: 'live', spanMs: limits.lookBackMs });
  // The chart is made once and must call what the newest picture of this component means.
  const newest = useRef({ point, choose, change, reset });
  newest.current = { point, choose, change, reset };

  const { options: own } = props;
  const options = useCallback(
    (tokens: ChartTokens): PlotOptions => {
      const made = own(tokens);
      const gestures = chartGestures({
        pan: (byMs) => newest.current.change((view, limits) => panned(view, byMs, limits)),
        zoom: (factor, aroundMs) =>
          newest.current.change((view, limits) => zoomed(view, factor, limits, aroundMs)),
        draw: (range) => newest.current.change((_, limits) => drawnView(range, limits)),
        click: (ms) => newest.current.choose(ms),
        reset: () => newest.current.reset(),
      });
      const pointer: uPlot.Plugin = {
        hooks: {
          setCursor: ({ cursor, posToVal }) => {
            const left = cursor.left ?? -1;
            newest.current.point(left < 0 ? null : posToVal(left, 'x'));
          },
        },
      };
      const plugins = [windowMarks(tokens, () => marks.current), gestures, pointer];
      return { ...made, cursor: gestureCursor, plugins };
    },
    [own],
  );
  const onReady = useCallback((made: uPlot | null) => {
    plot.current = made;
  }, []);

  const last = windows.length - 1;
  const index = pointedMs === null ? null : Math.round((pointedMs - firstMs) / windowMs);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = chartKeyAction(event, index, last);
    if (action === null) return;
    event.preventDefault();
    const { fromMs, toMs } = shownRange(view, limits);
    switch (action.kind) {
      case 'walk': {
        const startMs = firstMs + action.index * windowMs;
        const next = revealed(view, startMs, limits);
        if (next !== view) onView(next);
        setPointedMs(startMs);
        props.onPoint?.(at(startMs));
        return;
      }
      case 'choose':
        return choose(pointedMs);
      case 'pan':
        return onView(panned(view, action.way * panStep * (toMs - fromMs), limits));
      case 'zoom':
        return onView(zoomed(view, action.closer ? zoomStep : 1 / zoomStep, limits));
      case 'reset':
        point(null);
        return reset();
    }
  };
  return (
    <div
      className={styles.chart}
      role="slider"
      tabIndex={0}
      aria-label={`${props.label} Left and right walk through the windows, plus and minus zoom, Shift with arrows moves.`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={Math.max(0, Math.min(index ?? last, last))}
      aria-valuetext={pointed === null ? 'no window chosen' : props.storyText(pointed)}
      onKeyDown={onKeyDown}
      onBlur={() => point(null)}
    >
      <Plot
        options={options}
        data={props.data}
        range={shownRange(view, limits)}
        slides={view.kind === 'live'}
        height={props.height}
        drawn={`${selectedMs} ${pointedMs} ${windowMs}`}
        onReady={onReady}
      />
      {pointed === null ? null : (
        <ChartStory
          plot={plot.current}
          atMs={pointed.startMs + windowMs / 2}
          title={windowText(pointed.startMs, windowMs)}
        >
          {props.story(pointed)}
        </ChartStory>
      )}
    </div>
  );
}
