'use client';

import type { FleetAnswer, FleetWindow } from '../api-answers.ts';
import type { ChartView, ViewLimits } from '../chart-view.ts';
import { clockText, countText, kmhText, windowText } from '../speed-text.ts';
import { Card } from './card.tsx';
import { ChartTable } from './chart-table.tsx';
import { Explained } from './explained.tsx';
import { Figures } from './figures.tsx';
import styles from './fleet-card.module.css';
import { FleetChart } from './fleet-chart.tsx';
import { RangeTools } from './range-tools.tsx';
import { useIsNarrow } from './use-is-narrow.ts';

interface FleetCardProps {
  readonly fleet: FleetAnswer;
  /** The window whose numbers stand above the chart. */
  readonly selected: FleetWindow | null;
  readonly stale: boolean;
  readonly view: ChartView;
  readonly limits: ViewLimits;
  readonly onView: (view: ChartView) => void;
  readonly onSelect: (startMs: number) => void;
  /** Where the chart's numbers can be had as CSV. */
  readonly csv: string;
}

const whyMiddle = 'Half of the drivers were slower in this window, half were faster.';
const whySlow = '5 of 100 drivers were slower than this in the window.';
const whyFast = '5 of 100 drivers were faster than this in the window.';
const whyDrivers = 'Drivers with at least one stretch between two fixes in the window.';
const whyComplete =
  'Every partition of the stream has closed the windows up to here: they never change again.';

/** Fleet speed over time with the numbers of one window. */
export function FleetCard({ fleet, selected, stale, view, limits, onView, onSelect, csv }: FleetCardProps) {
  const { windowMs, windows, completeThroughMs } = fleet;
  const narrow = useIsNarrow();
  return (
    <Card
      title="Fleet speed over time"
      stale={stale}
      aside={
        completeThroughMs === null ? (
          'no complete window yet'
        ) : (
          <>
            <Explained why={whyComplete} edge="end">
              complete
            </Explained>{' '}
            through {clockText(completeThroughMs)}
          </>
        )
      }
    >
      <div className={styles.above}>
        <Figures
          figures={[
            {
              key: 'p50',
              label: <Explained why={whyMiddle}>Median</Explained>,
              value: kmhText(selected?.p50 ?? null),
              unit: 'km/h',
              strong: true,
            },
            {
              key: 'p5',
              label: <Explained why={whySlow}>Slowest 5 %</Explained>,
              value: kmhText(selected?.p5 ?? null),
              unit: 'km/h',
            },
            {
              key: 'p95',
              label: <Explained why={whyFast}>Fastest 5 %</Explained>,
              value: kmhText(selected?.p95 ?? null),
              unit: 'km/h',
            },
            {
              key: 'drivers',
              label: <Explained why={whyDrivers}>Drivers</Explained>,
              value: countText(selected?.drivers ?? null),
              unit: '',
            },
          ]}
        />
        <RangeTools view={view} limits={limits} onView={onView} />
      </div>
      <FleetChart
        windows={windows}
        height={narrow ? 220 : 296}
        view={view}
        limits={limits}
        onView={onView}
        selectedMs={selected?.startMs ?? null}
        onSelect={({ startMs }) => onSelect(startMs)}
      />
      <ul className={styles.legend} aria-label="Legend">
        <li>
          <span className={styles.median} /> median
        </li>
        <li>
          <span className={styles.band} /> 5th to 95th percentile
        </li>
        <li>
          <span className={styles.provisional} /> provisional
        </li>
        <li className={styles.unit}>km/h · local time</li>
      </ul>
      <ChartTable
        caption="Fleet speed by window, newest first"
        csv={csv}
        columns={['Window', 'p5, km/h', 'p50, km/h', 'p95, km/h', 'Drivers', 'State']}
        rows={windows.toReversed().map((window) => ({
          key: window.startMs,
          cells: [
            windowText(window.startMs, windowMs),
            kmhText(window.p5),
            kmhText(window.p50),
            kmhText(window.p95),
            countText(window.drivers),
            window.provisional ? 'provisional' : 'complete',
          ],
        }))}
      />
    </Card>
  );
}
