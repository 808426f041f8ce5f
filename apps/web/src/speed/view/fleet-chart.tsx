'use client';

import { useCallback, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import type { FleetWindow } from '../api-answers.ts';
import { fleetSeries } from '../fleet-series.ts';
import { clockText, kmhText, windowText } from '../speed-text.ts';
import { rightPadding, speedScale, timeAndSpeedAxes } from './chart-axes.ts';
import { ChartStory } from './chart-story.tsx';
import type { ChartTokens } from './chart-tokens.ts';
import styles from './fleet-chart.module.css';
import { Plot, rememberZoom } from './plot.tsx';
import { useChartKeys } from './use-chart-keys.ts';
import { type WindowMarks, windowMarks } from './window-marks.ts';

interface FleetChartProps {
  readonly windows: readonly FleetWindow[];
  readonly windowMs: number;
  readonly height: number;
  readonly selectedMs: number | null;
  readonly onSelect: (startMs: number) => void;
}

/** The fleet's speed over time: p5 to p95 as a band, the median as a line, provisional windows dashed and grey. */
export function FleetChart({ windows, windowMs, height, selectedMs, onSelect }: FleetChartProps) {
  const series = useMemo(() => fleetSeries(windows, windowMs), [windows, windowMs]);
  const data = useMemo(() => {
    const { edgesMs, complete, provisional } = series;
    const columns = [
      complete.p95,
      complete.p5,
      complete.p50,
      provisional.p95,
      provisional.p5,
      provisional.p50,
    ];
    return [edgesMs, ...columns] as unknown as uPlot.AlignedData;
  }, [series]);
  const [index, setIndex] = useState<number | null>(null);
  const plot = useRef<uPlot | null>(null);
  const marks = useRef<WindowMarks>({ windowMs, selectedMs });
  marks.current = { windowMs, selectedMs };
  const select = useRef(onSelect);
  select.current = (at) => onSelect(at);
  const newest = useRef(series);
  newest.current = series;

  const options = useCallback(
    (tokens: ChartTokens) =>
      fleetOptions(tokens, {
        marks: () => marks.current,
        hovered: setIndex,
        clicked: (at) => {
          const window = newest.current.windows[at];
          if (window) select.current(window.startMs);
        },
      }),
    [],
  );
  const onReady = useCallback((made: uPlot | null) => {
    plot.current = made;
  }, []);

  const last = series.windows.length - 1;
  const at = index === null ? null : Math.min(index, last);
  const hovered = at === null ? null : series.windows[at];
  const keys = useChartKeys(plot, series.middlesMs, at, (index) => {
    const window = series.windows[index];
    if (window) onSelect(window.startMs);
  });
  return (
    <div
      className={styles.chart}
      role="slider"
      tabIndex={0}
      aria-label="Fleet speed over time. Left and right walk through the windows, Enter shows one below."
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={at ?? Math.max(0, last)}
      aria-valuetext={hovered ? storyText(hovered, windowMs) : 'no window chosen'}
      {...keys}
    >
      <Plot options={options} data={data} height={height} drawn={selectedMs} onReady={onReady} />
      {hovered && at !== null ? (
        <ChartStory
          plot={plot.current}
          atMs={series.middlesMs[at]}
          title={windowText(hovered.startMs, windowMs)}
        >
          <FleetStory window={hovered} />
        </ChartStory>
      ) : null}
    </div>
  );
}

function FleetStory({ window }: { readonly window: FleetWindow }) {
  return (
    <>
      <p>
        Median <b>{kmhText(window.p50)} km/h</b>
      </p>
      <p>
        9 of 10 drivers: {kmhText(window.p5)} to {kmhText(window.p95)}
      </p>
      <p>
        {window.drivers} {window.drivers === 1 ? 'driver' : 'drivers'} with a speed
      </p>
      <p className={styles.state}>
        {window.provisional ? 'Provisional: not closed everywhere' : 'Complete: it never changes'}
      </p>
    </>
  );
}

function storyText(window: FleetWindow, windowMs: number): string {
  const state = window.provisional ? 'provisional' : 'complete';
  const range = `${kmhText(window.p5)} to ${kmhText(window.p95)}`;
  return `${windowText(window.startMs, windowMs)}: median ${kmhText(window.p50)} km/h, ${range}, ${window.drivers} drivers, ${state}`;
}

interface Handlers {
  readonly marks: () => WindowMarks;
  readonly hovered: (index: number | null) => void;
  readonly clicked: (index: number) => void;
}

function fleetOptions(tokens: ChartTokens, handlers: Handlers) {
  const grey = { stroke: tokens.stale, dash: [4, 4] };
  const edge = { width: 0, points: { show: false } };
  return {
    ms: 1,
    legend: { show: false },
    padding: [12, rightPadding, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, dist: 8 } },
    scales: { y: speedScale },
    axes: timeAndSpeedAxes(tokens),
    series: [
      { value: (_plot, ms) => clockText(ms) },
      { ...edge },
      { ...edge },
      { stroke: tokens.series, width: 2.5, points: { show: false } },
      { ...edge },
      { ...edge },
      { ...grey, width: 2, points: { show: false } },
    ],
    bands: [
      { series: [1, 2], fill: tokens.band },
      { series: [4, 5], fill: `${tokens.stale}2e` },
    ],
    plugins: [rememberZoom, windowMarks(tokens, handlers.marks), cursorEvents(handlers)],
  } satisfies Omit<uPlot.Options, 'width' | 'height'>;
}

/** Each window has two points. */
function windowUnder(plot: uPlot): number | null {
  return plot.cursor.idx == null ? null : plot.cursor.idx >> 1;
}

/** Tells the window under the cursor, and a click that was no drag. */
function cursorEvents({ hovered, clicked }: Pick<Handlers, 'hovered' | 'clicked'>): uPlot.Plugin {
  return {
    hooks: {
      setCursor: (plot) => hovered(windowUnder(plot)),
      ready: (plot) => {
        let pressedAt = 0;
        plot.over.addEventListener('mousedown', (event) => {
          pressedAt = event.clientX;
        });
        plot.over.addEventListener('click', (event) => {
          const at = windowUnder(plot);
          if (at !== null && Math.abs(event.clientX - pressedAt) < 4) clicked(at);
        });
      },
    },
  };
}
