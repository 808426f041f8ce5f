import type { ReactNode } from 'react';
import type uPlot from 'uplot';
import styles from './chart-story.module.css';

interface ChartStoryProps {
  readonly plot: uPlot | null;
  /** Where on the time axis it belongs, epoch ms. */
  readonly atMs: number;
  readonly title: string;
  readonly children: ReactNode;
}

/** The story of what is under the cursor, on that side of it where there is room. */
export function ChartStory({ plot, atMs, title, children }: ChartStoryProps) {
  if (plot === null) return null;
  const areaLeft = plot.bbox.left / devicePixelRatio;
  const areaWidth = plot.bbox.width / devicePixelRatio;
  const left = areaLeft + plot.valToPos(atMs, 'x');
  const toTheLeft = left > areaLeft + areaWidth / 2;
  return (
    <div
      className={styles.story}
      aria-hidden="true"
      style={toTheLeft ? { right: `calc(100% - ${left - 12}px)` } : { left: left + 12 }}
    >
      <p className={styles.title}>{title}</p>
      {children}
    </div>
  );
}
