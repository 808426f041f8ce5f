'use client';

import type { WatchedDriver } from '@rumo/events';
import { seconds } from '../live/connection-health.ts';
import { useLive } from '../live/live-store.ts';
import { positionText } from '../shell/stream-figures.ts';
import { useNow } from '../shell/use-now.ts';
import { clockText, countText, unknown } from '../speed/speed-text.ts';
import styles from './driver-panel.module.css';

/** Where its newest event lies in the stream, and how old it is. */
export function DriverStream({ watched }: { readonly watched: WatchedDriver }) {
  const now = useNow(1_000);
  const offset = useLive((state) => state.brokerOffsetMs);
  const ageMs = now === null || offset === null ? null : now + offset - watched.arrivalMs;
  const { accuracyM, sequence, occurredAtMs } = watched.fix;
  return (
    <section className={styles.section}>
      <h3>In the stream</h3>
      <dl className={styles.facts}>
        <dt title="All events of one driver share a partition, so that they stay in order">Partition</dt>
        <dd>{watched.partition}</dd>
        <dt title="The place of its newest event in the partition; a Kafka offset today">Position</dt>
        <dd>{positionText(watched.position)}</dd>
        <dt title="Counts the events of this driver">Sequence</dt>
        <dd>{countText(sequence)}</dd>
        <dt title="By the car's own clock">Occurred</dt>
        <dd>{clockText(occurredAtMs)}</dd>
        <dt title="Since the stream took it in">Age</dt>
        <dd>{ageMs === null ? unknown : seconds(ageMs)}</dd>
        <dt title="The radius that holds the true place in 68 % of fixes">Accuracy</dt>
        <dd>{accuracyM === null ? 'not reported' : `± ${countText(Math.round(accuracyM))} m`}</dd>
      </dl>
    </section>
  );
}
