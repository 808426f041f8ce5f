'use client';

import { connectionHealth, waiting } from '../live/connection-health.ts';
import { useLive } from '../live/live-store.ts';
import { useNow } from '../shell/use-now.ts';
import { countText, unknown } from '../speed/speed-text.ts';
import { LatencyChip } from './latency-chip.tsx';
import styles from './status-strip.module.css';

/** Drivers in view, events per second, delay and what the connection is like; old numbers turn grey. */
export function StatusStrip() {
  const socket = useLive((state) => state.socket);
  const status = useLive((state) => state.status);
  const statusAtMs = useLive((state) => state.statusAtMs);
  const now = useNow(1_000);
  const health =
    now === null ? waiting('Connecting to the live map.') : connectionHealth(socket, status, statusAtMs, now);
  const live = health.level === 'live';
  return (
    <section className={styles.strip} aria-label="Now" data-level={health.level}>
      <dl className={styles.figures}>
        <div className={styles.figure}>
          <dt id="drivers-in-view">Drivers in view</dt>
          <dd>
            <span role="status" aria-live="off" aria-labelledby="drivers-in-view" className={styles.number}>
              {status === null ? unknown : countText(status.driversInView)}
            </span>
            {status === null ? null : <small> of {countText(status.drivers)}</small>}
          </dd>
        </div>
        <div className={styles.figure}>
          <dt>Events</dt>
          <dd>
            <span className={styles.number}>
              {status === null ? unknown : countText(live ? Math.round(status.eventsPerSecond) : 0)}
            </span>
            <small> per s</small>
          </dd>
        </div>
      </dl>
      <LatencyChip live={live} />
      <p className={styles.health}>
        <span className={styles.dot} aria-hidden="true" />
        {health.text}
      </p>
      {/* Announced once; the visible text counts on each second. */}
      <p className="visually-hidden" role="alert">
        {health.problem}
      </p>
    </section>
  );
}
