'use client';

import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type ChartTokens, useChartTokens } from './chart-tokens.ts';
import styles from './plot.module.css';

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

interface PlotProps {
  /** Must keep its identity while nothing but the data changes: another function makes the chart anew. */
  readonly options: (tokens: ChartTokens) => PlotOptions;
  readonly data: uPlot.AlignedData;
  readonly height: number;
  /** Whatever the options' hooks draw besides the data: when it changes, the chart is drawn again. */
  readonly drawn?: unknown;
  readonly onReady?: (plot: uPlot | null) => void;
}

/** uPlot in a box of its parent's width; follows the theme and keeps a zoom while data streams in. */
export function Plot({ options, data, height, drawn, onReady }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const newest = useRef({ data, height });
  newest.current = { data, height };
  const tokens = useChartTokens();

  useEffect(() => {
    const element = box.current;
    if (element === null || tokens === null) return;
    const size = { width: element.clientWidth, height: newest.current.height };
    const made = new uPlot({ ...options(tokens), ...size }, newest.current.data, element);
    plot.current = made;
    onReady?.(made);
    const resized = new ResizeObserver(() => {
      if (element.clientWidth !== made.width || newest.current.height !== made.height)
        made.setSize({ width: element.clientWidth, height: newest.current.height });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      onReady?.(null);
      plot.current = null;
      made.destroy();
    };
  }, [options, tokens, onReady]);

  useEffect(() => {
    const shown = plot.current;
    if (shown === null || shown.data === data) return;
    const all = shown.data[0];
    const { min, max } = shown.scales.x;
    const zoomed = all.length > 1 && (min !== all[0] || max !== all[all.length - 1]) && isRangeOfUser(shown);
    shown.setData(data, !zoomed);
    if (zoomed) shown.redraw();
  }, [data]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `drawn` is what the hooks read; its change is the point
  useEffect(() => plot.current?.redraw(false), [drawn]);

  return <div ref={box} className={styles.plot} style={{ height }} />;
}

const zoomedPlots = new WeakSet<uPlot>();

/** Hooks that remember whether the reader has dragged a range; a double click takes it back. */
export const rememberZoom: uPlot.Plugin = {
  hooks: {
    setSelect: (plot) => {
      if (plot.select.width > 0) zoomedPlots.add(plot);
    },
    ready: (plot) => plot.over.addEventListener('dblclick', () => zoomedPlots.delete(plot)),
  },
};

function isRangeOfUser(plot: uPlot): boolean {
  return zoomedPlots.has(plot);
}
