'use client';

import { useMemo } from 'react';
import uPlot from 'uplot';
import type { DriverWindow } from '../api-answers.ts';
import type { ChartView, ViewLimits } from '../chart-view.ts';
import { windowError } from '../driver-summary.ts';
import { evenGrid } from '../fleet-series.ts';
import { distanceText, kmhText, signedKmhText, windowText } from '../speed-text.ts';
import { rightPadding, speedScale, timeAndSpeedAxes } from './chart-axes.ts';
import styles from './chart-story.module.css';
import type { ChartTokens } from './chart-tokens.ts';
import type { PlotOptions } from './plot.tsx';
import { WindowChart } from './window-chart.tsx';

interface DriverChartProps {
  readonly windows: readonly DriverWindow[];
  readonly height: number;
  readonly view: ChartView;
  readonly limits: ViewLimits;
  readonly onView: (view: ChartView) => void;
  readonly selectedMs: number | null;
  readonly onSelect: (window: DriverWindow) => void;
  readonly onPoint: (window: DriverWindow | null) => void;
}

/** One driver's windows as bars, provisional ones grey; the odometer's speed as a line where there is one. */
export function DriverChart({ windows, limits, ...rest }: DriverChartProps) {
  const { windowMs, firstMs } = limits;
  const grid = useMemo(() => evenGrid(windows, windowMs), [windows, windowMs]);
  const data = useMemo(() => {
    const column = (pick: (window: DriverWindow) => number | null) =>
      grid.map((window) => (window === null ? null : pick(window)));
    return [
      grid.map((_, index) => firstMs + (index + 0.5) * windowMs),
      column((window) => (window.provisional ? null : window.meanKmh)),
      column((window) => (window.provisional ? window.meanKmh : null)),
      column((window) => window.trueKmh),
    ] as uPlot.AlignedData;
  }, [grid, firstMs, windowMs]);
  return (
    <WindowChart
      label="Speed over time. Enter explains a window below."
      windows={grid}
      data={data}
      options={driverOptions}
      limits={limits}
      story={(window) => <DriverStory window={window} />}
      storyText={(window) => storyText(window, windowMs)}
      {...rest}
    />
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

function driverOptions(tokens: ChartTokens): PlotOptions {
  const bars = uPlot.paths.bars?.({ size: [0.82, Number.POSITIVE_INFINITY], radius: 0.12 });
  const bar = { width: 0, paths: bars, points: { show: false } };
  return {
    ms: 1,
    legend: { show: false },
    padding: [12, rightPadding, 0, 0],
    scales: { y: speedScale },
    axes: timeAndSpeedAxes(tokens),
    series: [
      {},
      { ...bar, fill: tokens.series },
      { ...bar, fill: `${tokens.stale}80` },
      { stroke: tokens.truth, width: 2, points: { size: 5, fill: tokens.truth, width: 0 } },
    ],
  };
}
