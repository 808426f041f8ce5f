'use client';

import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { TimeRange } from '../chart-view.ts';
import { type ChartTokens, useChartTokens } from './chart-tokens.ts';
import styles from './plot.module.css';
import { slideTo } from './slide-to.ts';

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

interface PlotProps {
  /** Must keep its identity while nothing but the data changes: another function makes the chart anew. */
  readonly options: (tokens: ChartTokens) => PlotOptions;
  readonly data: uPlot.AlignedData;
  /** What the time axis shows. */
  readonly range: TimeRange;
  /** Whether the range moves by itself, and so is seen to move. */
  readonly slides: boolean;
  readonly height: number;
  /** Whatever the options' hooks draw besides the data: when it changes, the chart is drawn again. */
  readonly drawn?: unknown;
  readonly onReady?: (plot: uPlot | null) => void;
}

/** uPlot in a box of its parent's width; follows the theme. Data and range change in place, nothing is made anew. */
export function Plot({ options, data, range, slides, height, drawn, onReady }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const newest = useRef({ data, range, height });
  newest.current = { data, range, height };
  const tokens = useChartTokens();

  useEffect(() => {
    const element = box.current;
    if (element === null || tokens === null) return;
    const { data, range, height } = newest.current;
    const made = new uPlot({ ...options(tokens), width: element.clientWidth, height }, data, element);
    made.setScale('x', { min: range.fromMs, max: range.toMs });
    plot.current = made;
    onReady?.(made);
    const fit = () => {
      if (element.clientWidth !== made.width || newest.current.height !== made.height)
        made.setSize({ width: element.clientWidth, height: newest.current.height });
    };
    const resized = new ResizeObserver(fit);
    resized.observe(element);
    return () => {
      resized.disconnect();
      onReady?.(null);
      plot.current = null;
      made.destroy();
    };
  }, [options, tokens, onReady]);

  const { fromMs, toMs } = range;
  useEffect(() => {
    const shown = plot.current;
    if (shown === null) return;
    if (shown.data !== data) shown.setData(data, false);
    return slideTo(shown, { fromMs, toMs }, slides);
  }, [data, fromMs, toMs, slides]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `drawn` is what the hooks read; its change is the point
  useEffect(() => plot.current?.redraw(false), [drawn]);

  return <div ref={box} className={styles.plot} style={{ height }} />;
}
