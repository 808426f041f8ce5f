'use client';

import { useCallback, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { DriverWindow } from '../api-answers.ts';
import { windowError } from '../driver-summary.ts';
import { evenGrid } from '../fleet-series.ts';
import { distanceText, kmhText, signedKmhText, windowText } from '../speed-text.ts';
import { rightPadding, speedScale, timeAndSpeedAxes } from './chart-axes.ts';
import { ChartStory } from './chart-story.tsx';
import type { ChartTokens } from './chart-tokens.ts';
import styles from './driver-chart.module.css';
import { Plot, rememberZoom } from './plot.tsx';
import { useChartKeys } from './use-chart-keys.ts';

interface DriverChartProps {
  readonly windows: readonly DriverWindow[];
  readonly windowMs: number;
  readonly height: number;
}

/** One driver's windows as bars, provisional ones grey; the odometer's speed as a line where there is one. */
export function DriverChart({ windows, windowMs, height }: DriverChartProps) {
  const grid = useMemo(() => evenGrid(windows, windowMs), [windows, windowMs]);
  const middlesMs = useMemo(
    () => grid.map((_, index) => (windows[0]?.startMs ?? 0) + index * windowMs + windowMs / 2),
    [grid, windows, windowMs],
  );
  const data = useMemo(() => {
    const complete = grid.map((window) => (window?.provisional === false ? window.meanKmh : null));
    const provisional = grid.map((window) => (window?.provisional === true ? window.meanKmh : null));
    return [
      middlesMs,
      complete,
      provisional,
      grid.map((window) => window?.trueKmh ?? null),
    ] as uPlot.AlignedData;
  }, [grid, middlesMs]);
  const [index, setIndex] = useState<number | null>(null);
  const plot = useRef<uPlot | null>(null);
  const length = useRef(windowMs);
  length.current = windowMs;
  const options = useCallback(
    (tokens: ChartTokens) => driverOptions(tokens, () => length.current, setIndex),
    [],
  );
  const onReady = useCallback((made: uPlot | null) => {
    plot.current = made;
  }, []);
  const last = grid.length - 1;
  const at = index === null ? null : Math.min(index, last);
  const hovered = at === null ? null : grid[at];
  const keys = useChartKeys(plot, middlesMs, at);
  return (
    <div
      className={styles.chart}
      role="slider"
      tabIndex={0}
      aria-label="Speed over time. Left and right walk through the windows."
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={at ?? Math.max(0, last)}
      aria-valuetext={hovered ? storyText(hovered, windowMs) : 'no window chosen'}
      {...keys}
    >
      <Plot options={options} data={data} height={height} drawn={windowMs} onReady={onReady} />
      {hovered && at !== null ? (
        <ChartStory plot={plot.current} atMs={middlesMs[at]} title={windowText(hovered.startMs, windowMs)}>
          <DriverStory window={hovered} />
        </ChartStory>
      ) : null}
    </div>
  );
}

function DriverStory({ window }: { readonly window: DriverWindow }) {
  const error = windowError(window);
  return (
    <>
      <p>
        {window.meanKmh === null ? (
          'No speed: no time between two fixes'
        ) : (
          <>
            <b>{kmhText(window.meanKmh)} km/h</b> = {distanceText(window.distanceM)} in{' '}
            {window.timeS.toFixed(1)} s
          </>
        )}
      </p>
      {window.trueKmh === null ? null : (
        <p>
          Odometer {kmhText(window.trueKmh)}
          {error === null ? '' : `, error ${signedKmhText(error)}`}
        </p>
      )}
      <p className={styles.state}>
        {window.fixes} fixes{window.outliers > 0 ? `, ${window.outliers} outliers` : ''}
        {window.partial ? ', partial' : ''} · {window.provisional ? 'provisional' : 'complete'}
      </p>
    </>
  );
}

function storyText(window: DriverWindow, windowMs: number): string {
  const truth = window.trueKmh === null ? '' : `, odometer ${kmhText(window.trueKmh)} km/h`;
  return `${windowText(window.startMs, windowMs)}: ${kmhText(window.meanKmh)} km/h${truth}`;
}

function driverOptions(tokens: ChartTokens, windowMs: () => number, hovered: (index: number | null) => void) {
  const bars = uPlot.paths.bars?.({ size: [0.82, Number.POSITIVE_INFINITY], radius: 0.12 });
  const bar = { width: 0, paths: bars, points: { show: false } };
  return {
    ms: 1,
    legend: { show: false },
    padding: [12, rightPadding, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, dist: 8 } },
    scales: {
      // Half a window beside the first and the last bar, which else would be cut in their middle.
      x: { range: (_plot, min, max) => [min - windowMs() / 2, max + windowMs() / 2] },
      y: speedScale,
    },
    axes: timeAndSpeedAxes(tokens),
    series: [
      {},
      { ...bar, fill: tokens.series },
      { ...bar, fill: `${tokens.stale}80` },
      { stroke: tokens.truth, width: 2, points: { size: 5, fill: tokens.truth, width: 0 } },
    ],
    plugins: [rememberZoom, { hooks: { setCursor: (plot) => hovered(plot.cursor.idx ?? null) } }],
  } satisfies Omit<uPlot.Options, 'width' | 'height'>;
}
