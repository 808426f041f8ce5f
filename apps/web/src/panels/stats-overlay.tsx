'use client';

import { useEffect, useState } from 'react';
import { useLive } from '../live/live-store.ts';
import type { FrameStats } from '../map/frame-meter.ts';
import type { MapController } from '../map/map-controller.ts';
import { countText, unknown } from '../speed/speed-text.ts';
import styles from './stats-overlay.module.css';

const everyMs = 1_000;

/** What drawing and the wire cost, for engineers: the last second, measured in this page. */
export function StatsOverlay({ controller }: { readonly controller: MapController | null }) {
  const measuring = useLive((state) => state.measuring);
  return measuring && controller !== null ? <Stats controller={controller} /> : null;
}

function Stats({ controller }: { readonly controller: MapController }) {
  const [frames, setFrames] = useState<FrameStats | null>(null);
  const { stats, delayMs } = useLive();
  useEffect(() => {
    controller.frameStats();
    const timer = setInterval(() => setFrames(controller.frameStats()), everyMs);
    return () => clearInterval(timer);
  }, [controller]);
  const perUpdate = stats !== null && stats.updates > 0 ? stats.frameBytes / stats.updates : null;
  const rows: readonly (readonly [term: string, what: string, value: string])[] = [
    ['Pictures', 'Pictures of the cars a second', frames === null ? unknown : `${frames.fps.toFixed(0)} fps`],
    [
      'Page CPU',
      'This page’s thread for one picture: mean, worst',
      frames === null ? unknown : `${frames.meanMs.toFixed(2)} · ${frames.worstMs.toFixed(1)} ms`,
    ],
    [
      stats?.inWorker === false ? 'Engine (here)' : 'Worker CPU',
      'Decoding and bookkeeping in a second',
      stats === null ? unknown : `${stats.busyMs.toFixed(1)} ms/s`,
    ],
    ['Cars held', 'Cars in view and in the margin around it', countText(stats?.cars ?? null)],
    ['Frames', 'Messages with cars a second', stats === null ? unknown : `${stats.frames} per s`],
    ['Updates', 'Fixes of cars a second', stats === null ? unknown : `${countText(stats.updates)} per s`],
    [
      'Bytes',
      'Frames alone, without Socket.IO’s own few',
      stats === null ? unknown : `${countText(stats.frameBytes)} B/s`,
    ],
    [
      'Per update',
      'Bytes of the frames by their updates',
      perUpdate === null ? unknown : `${perUpdate.toFixed(1)} B`,
    ],
    [
      'Round trip',
      'Of the last question for the broker’s time',
      stats?.roundTripMs == null ? unknown : `${stats.roundTripMs.toFixed(1)} ms`,
    ],
    [
      'Delay',
      'What is drawn lies this far behind now',
      delayMs === null ? unknown : `${countText(Math.round(delayMs))} ms`,
    ],
  ];
  return (
    <section className={styles.overlay} aria-label="Figures for engineers">
      <dl>
        {rows.map(([term, what, value]) => (
          <div key={term} title={what}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
