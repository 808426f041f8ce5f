'use client';

import { useNow } from '../../shell/use-now.ts';
import type { LatestAnswer } from '../api-answers.ts';
import { firstClose } from '../first-close.ts';
import { clockText, countText, durationText, kmhText, windowText } from '../speed-text.ts';
import type { WindowChoice } from '../window-length.ts';
import { windowLengths } from '../window-length.ts';
import { Card } from './card.tsx';
import { Explained } from './explained.tsx';
import { useApi } from './use-api.ts';
import { useStream } from './use-stream.ts';
import styles from './waiting-card.module.css';

const shown = 60;
const whyGrace =
  'Fixes may come out of order: a window waits 10 s of grace after its end before it closes for good.';

/** While no window of the chosen length has closed: which closes first and when. */
export function CountdownCard({ choice }: { readonly choice: WindowChoice }) {
  const stream = useStream();
  const now = useNow(250);
  const status = stream.data?.consumers.find((consumer) => consumer.service === 'driver-speed');
  const windowMs = windowLengths[choice.window];
  const close =
    status === undefined
      ? null
      : firstClose(status, windowMs, now === null ? 0 : Math.max(0, now - stream.dataUpdatedAt));
  return (
    <Card title={`No window of ${choice.label} has closed yet`}>
      <p className={styles.first} role="timer">
        {close === null ? 'Asking driver-speed where its windows stand …' : closeText(close, windowMs)}
      </p>
      {close?.kind === 'closes' ? (
        <progress className={styles.progress} max={windowMs} value={Math.max(0, windowMs - close.inMs)}>
          {durationText(close.inMs)} left
        </progress>
      ) : null}
      <p className={styles.why}>
        Speeds are sums over windows of event time. A window closes when the stream has moved past its end by
        the <Explained why={whyGrace}>grace</Explained>; from then on it never changes.
      </p>
    </Card>
  );
}

/** The drivers' newest fixes: something to see before the first window closes. */
export function LatestCard() {
  const { data } = useApi<LatestAnswer>(`/api/speed/latest?limit=${shown}`, 2_000);
  if (data === undefined || data.rows.length === 0) return null;
  return (
    <Card
      title={
        <>
          Latest speeds <span className={styles.live}>live, not final</span>
        </>
      }
      aside={`${countText(data.drivers)} drivers`}
    >
      <ul className={styles.latest}>
        {data.rows
          .toSorted((a, b) => (a.driverId < b.driverId ? -1 : 1))
          .map((fix) => (
            <li key={fix.driverId} title={`fix of ${clockText(fix.occurredAtMs)}`}>
              <span className={styles.driver}>{fix.driverId}</span>
              <span className={styles.speed}>
                {kmhText(fix.speedKmh)} <small>km/h</small>
              </span>
            </li>
          ))}
      </ul>
      {data.drivers > data.rows.length ? (
        <p className={styles.why}>and {countText(data.drivers - data.rows.length)} more</p>
      ) : null}
    </Card>
  );
}

function closeText(close: NonNullable<ReturnType<typeof firstClose>>, windowMs: number): string {
  switch (close.kind) {
    case 'closes': {
      const window = `The window ${windowText(close.startMs, windowMs)} closes first`;
      return close.inMs === 0 ? `${window}, any moment.` : `${window}, in ${durationText(close.inMs)}.`;
    }
    case 'no_fix':
      return 'No window is open: driver-speed has not read a fix yet. The first one opens with the first fix.';
    case 'paused':
      return 'driver-speed is paused: no window closes until it is resumed.';
    case 'silent':
      return `${close.error} Since ${clockText(close.sinceMs)}; no window closes until it is back.`;
  }
}
