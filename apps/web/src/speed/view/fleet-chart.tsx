'use client';

import { useMemo } from 'react';
import type uPlot from 'uplot';
import type { FleetWindow } from '../api-answers.ts';
import type { ChartView, ViewLimits } from '../chart-view.ts';
import { fleetSeries } from '../fleet-series.ts';
import { kmhText, windowText } from '../speed-text.ts';
import { rightPadding, speedScale, timeAndSpeedAxes } from './chart-axes.ts';
import styles from './chart-story.module.css';
import type { ChartTokens } from './chart-tokens.ts';
import type { PlotOptions } from './plot.tsx';
import { WindowChart } from './window-chart.tsx';

interface FleetChartProps {
  readonly windows: readonly FleetWindow[];
  readonly height: number;
  readonly view: ChartView;
  readonly limits: ViewLimits;
  readonly onView: (view: ChartView) => void;
  readonly selectedMs: number | null;
  readonly onSelect: (window: FleetWindow) => void;
}

/** The fleet's speed over time: p5 to p95 as a band, the median as a line, provisional windows dashed and grey. */
export function FleetChart({ windows, limits, ...rest }: FleetChartProps) {
  const { windowMs } = limits;
  const series = useMemo(() => fleetSeries(windows, windowMs), [windows, windowMs]);
  const data = useMemo(() => {
    const { edgesMs, complete, provisional } = series;
    const lines = [complete, provisional].flatMap(({ p95, p5, p50 }) => [p95, p5, p50]);
    return [edgesMs, ...lines] as unknown as uPlot.AlignedData;
  }, [series]);
  return (
    <WindowChart
      label="Fleet speed over time. Enter shows a window in the rest of the page."
      windows={series.windows}
      data={data}
      options={fleetOptions}
      limits={limits}
      story={(window) => <FleetStory window={window} />}
      storyText={(window) => storyText(window, windowMs)}
      {...rest}
    />
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

function fleetOptions(tokens: ChartTokens): PlotOptions {
  const grey = { stroke: tokens.stale, dash: [4, 4] };
  const edge = { width: 0, points: { show: false } };
  return {
    ms: 1,
    legend: { show: false },
    padding: [12, rightPadding, 0, 0],
    scales: { y: speedScale },
    axes: timeAndSpeedAxes(tokens),
    series: [
      {},
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
  };
}
