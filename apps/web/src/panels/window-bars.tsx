import type { DriverWindow } from '../speed/api-answers.ts';
import { kmhText, windowText } from '../speed/speed-text.ts';
import styles from './driver-panel.module.css';
import { windowBars } from './window-bar-layout.ts';

const width = 328;
const height = 88;
const top = 14;
const bottom = 14;
const shownWindows = 30;

/** The last five minutes of windows as bars, each on its place in time, and the newest in words. */
export function WindowBars(props: { readonly windows: readonly DriverWindow[]; readonly windowMs: number }) {
  const { windows, windowMs } = props;
  const { bars, topKmh, lastStartMs } = windowBars(windows, windowMs, shownWindows);
  const plot = height - top - bottom;
  const step = width / shownWindows;
  const newest = windows[windows.length - 1];
  return (
    <>
      <svg
        className={styles.chart}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Mean speed in ${bars.length} windows of 10 s, the newest ${kmhText(newest.meanKmh)} km/h`}
      >
        <line className={styles.axis} x1="0" x2={width} y1={top} y2={top} />
        <line className={styles.axis} x1="0" x2={width} y1={top + plot - 0.5} y2={top + plot - 0.5} />
        {bars.map((bar) => (
          <rect
            key={bar.startMs}
            className={styles.bar}
            data-state={bar.state}
            x={bar.place * step + 1}
            width={step - 2}
            y={top + plot - Math.max(1, bar.part * plot)}
            height={Math.max(1, bar.part * plot)}
            rx="1.5"
          >
            <title>
              {windowText(bar.startMs, windowMs)}: {kmhText(bar.meanKmh)} km/h
            </title>
          </rect>
        ))}
        <text className={styles.axisText} x="0" y="10">
          {topKmh} km/h
        </text>
        <text className={styles.axisText} x="0" y={height - 2}>
          5 min ago
        </text>
        <text className={styles.axisText} x={width} y={height - 2} textAnchor="end">
          {windowText(lastStartMs, windowMs)}
        </text>
      </svg>
      <p className={styles.window}>
        <span>{newest.provisional ? 'Newest window, provisional' : 'Newest closed window'}</span>
        <span>
          <b>{kmhText(newest.meanKmh)}</b> km/h
        </span>
      </p>
    </>
  );
}
