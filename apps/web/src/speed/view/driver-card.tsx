'use client';

import type { DriverWindow } from '../api-answers.ts';
import type { ChartView, ViewLimits } from '../chart-view.ts';
import { driverSummary, windowError } from '../driver-summary.ts';
import { countText, distanceText, kmhText, signedKmhText, windowText } from '../speed-text.ts';
import { Card } from './card.tsx';
import { ChartTable } from './chart-table.tsx';
import { DriverChart } from './driver-chart.tsx';
import styles from './driver-dashboard.module.css';
import { DriverFigures } from './driver-figures.tsx';
import { RangeTools } from './range-tools.tsx';
import { useIsNarrow } from './use-is-narrow.ts';

interface DriverCardProps {
  readonly driverId: string;
  readonly windows: readonly DriverWindow[];
  /** Those within the chart's range, which the figures are about. */
  readonly seen: readonly DriverWindow[];
  readonly stale: boolean;
  readonly view: ChartView;
  readonly limits: ViewLimits;
  readonly onView: (view: ChartView) => void;
  readonly selectedMs: number | null;
  readonly onSelect: (window: DriverWindow) => void;
  readonly onPoint: (window: DriverWindow | null) => void;
  readonly csv: string;
}

/** A driver's speed over time with what its windows say together. */
export function DriverCard(props: DriverCardProps) {
  const { driverId, windows, seen, stale, view, limits, csv } = props;
  const { windowMs } = limits;
  const narrow = useIsNarrow();
  return (
    <Card title="Speed over time" stale={stale}>
      <div className={styles.above}>
        <DriverFigures windows={seen} summary={driverSummary(seen)} windowMs={windowMs} />
        <RangeTools view={view} limits={limits} onView={props.onView} />
      </div>
      <DriverChart
        windows={windows}
        height={narrow ? 220 : 300}
        view={view}
        limits={limits}
        onView={props.onView}
        selectedMs={props.selectedMs}
        onSelect={props.onSelect}
        onPoint={props.onPoint}
      />
      <ul className={styles.legend} aria-label="Legend">
        <li>
          <span className={styles.bar} /> computed from the stream
        </li>
        <li>
          <span className={styles.provisional} /> provisional
        </li>
        {windows.some((window) => window.trueKmh !== null) ? (
          <li>
            <span className={styles.truth} /> true, by the odometer (simulation only)
          </li>
        ) : null}
        <li className={styles.unit}>km/h · local time</li>
      </ul>
      <ChartTable
        caption={`Windows of ${driverId}, newest first`}
        csv={csv}
        columns={['Window', 'km/h', 'Distance', 'Time', 'Fixes', 'True, km/h', 'Error', 'State']}
        rows={seen.toReversed().map((window) => ({
          key: window.startMs,
          cells: [
            windowText(window.startMs, windowMs),
            kmhText(window.meanKmh),
            distanceText(window.distanceM),
            `${window.timeS.toFixed(1)} s`,
            countText(window.fixes),
            kmhText(window.trueKmh),
            signedKmhText(windowError(window)),
            `${window.provisional ? 'provisional' : 'complete'}${window.partial ? ', partial' : ''}`,
          ],
        }))}
      />
    </Card>
  );
}
