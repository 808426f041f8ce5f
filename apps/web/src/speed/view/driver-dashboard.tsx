'use client';

import { MapPin } from 'lucide-react';
import Link from 'next/link';
import { StreamStrip } from '../../shell/stream-strip.tsx';
import type { DriverAnswer, LatestAnswer } from '../api-answers.ts';
import { driverSummary, windowError } from '../driver-summary.ts';
import {
  clockText,
  countText,
  distanceText,
  durationText,
  kmhText,
  signedKmhText,
  windowText,
} from '../speed-text.ts';
import { streamTrouble } from '../stream-trouble.ts';
import { windowChoice } from '../window-length.ts';
import { Card } from './card.tsx';
import { ChartTable } from './chart-table.tsx';
import { DriverChart } from './driver-chart.tsx';
import styles from './driver-dashboard.module.css';
import { DriverFigures } from './driver-figures.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { Notice } from './notice.tsx';
import { useApi } from './use-api.ts';
import { useIsNarrow } from './use-is-narrow.ts';
import { useStream } from './use-stream.ts';
import { useUrlState } from './use-url-state.ts';
import { WindowSwitch } from './window-switch.tsx';

const refreshMs = 2_500;

/** One driver's windows, its numbers and, where it has one, its odometer. */
export function DriverDashboard({ driverId }: { readonly driverId: string }) {
  const [parameters, change] = useUrlState();
  const choice = windowChoice(parameters.get('window'));
  const id = encodeURIComponent(driverId);
  const range = `window=${choice.window}&last=${choice.lookBackMs / 60_000}m`;
  const driver = useApi<DriverAnswer>(`/api/speed/drivers/${id}?${range}`, refreshMs);
  const stream = useStream();
  const unknown = driver.error?.status === 404;
  const latest = useApi<LatestAnswer>(unknown ? `/api/speed/latest?driver=${id}&limit=1` : null, refreshMs);
  const narrow = useIsNarrow();

  const trouble = stream.data === undefined ? null : streamTrouble(stream.data.consumers, stream.data.nowMs);
  const error = unknown ? null : driver.error;
  const stale = error !== null || (trouble?.grave ?? false);
  const live = latest.data?.rows[0];
  const windows = driver.data?.windows ?? [];
  const windowMs = driver.data?.windowMs ?? 0;
  const summary = driverSummary(windows);
  return (
    <main className={styles.page}>
      <nav className={styles.way} aria-label="Where this is">
        <Link href={`/speed?window=${choice.window}`}>Speed</Link> <span aria-hidden="true">/</span> Drivers
      </nav>
      <div className={styles.top}>
        <div className={styles.name}>
          <h1 className={styles.title}>{driverId}</h1>
          <Link className={styles.map} href={`/?driver=${id}`}>
            <MapPin size={16} aria-hidden="true" /> On the map
          </Link>
        </div>
        <WindowSwitch value={choice} onChange={({ window }) => change({ window })} />
      </div>

      <StreamStrip variant="bar" />
      <FailureNotice error={error} lastAnswerMs={driver.dataUpdatedAt} />
      {error === null && trouble !== null ? <Notice grave={trouble.grave}>{trouble.what}</Notice> : null}

      {unknown && latest.isPending ? (
        <p className={styles.waiting}>No window has this driver yet. Looking at the newest fixes …</p>
      ) : unknown ? (
        <Card title={live === undefined ? 'No such driver' : 'No window of this driver has closed yet'}>
          {live === undefined ? (
            <p>
              No closed window and no fix of the present stream has the id “{driverId}”.{' '}
              <Link href="/speed">All drivers</Link>
            </p>
          ) : (
            <p>
              Its newest fix, of {clockText(live.occurredAtMs)}, says{' '}
              {live.speedKmh === null ? 'no speed' : `${kmhText(live.speedKmh)} km/h`}: live, not final.
            </p>
          )}
        </Card>
      ) : driver.data === undefined ? (
        error === null ? (
          <p className={styles.waiting}>Reading the driver’s windows …</p>
        ) : null
      ) : windows.length === 0 ? (
        <Card title="No windows in this stretch of time" stale={stale}>
          <p>
            This driver has windows, but none in the last {durationText(choice.lookBackMs)} of the stream. A
            longer window looks farther back.
          </p>
        </Card>
      ) : (
        <Card
          title="Speed over time"
          stale={stale}
          aside={`the last ${durationText(windows.length === 0 ? 0 : choice.lookBackMs)}`}
        >
          <DriverFigures windows={windows} summary={summary} windowMs={windowMs} />
          <DriverChart windows={windows} windowMs={windowMs} height={narrow ? 240 : 340} />
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
            columns={['Window', 'km/h', 'Distance', 'Time', 'Fixes', 'True, km/h', 'Error', 'State']}
            rows={windows.toReversed().map((window) => ({
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
      )}
    </main>
  );
}
