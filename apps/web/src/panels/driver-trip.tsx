'use client';

import type { WatchedDriver } from '@rumo/events';
import { clockText } from '../speed/speed-text.ts';
import { arrivesIn, wayText } from './arrival.ts';
import styles from './driver-panel.module.css';
import { useRoute } from './use-route.ts';

/** The ride it has taken: both ends, and what is left of the way to the next of them. */
export function DriverTrip({ watched }: { readonly watched: WatchedDriver }) {
  const { trip, fix } = watched;
  const { route, failed } = useRoute(watched);
  if (trip === null) {
    return (
      <section className={styles.section}>
        <h3>Trip</h3>
        <p className={styles.note}>
          {fix.status === 'available'
            ? 'None: waiting for a ride.'
            : 'Not known yet: it is told again each minute.'}
        </p>
      </section>
    );
  }
  const onTrip = fix.status === 'on_trip';
  const left =
    route === null
      ? failed
        ? 'way unknown'
        : ''
      : `${wayText(route.lengthM)}, ${arrivesIn(route.durationS)}`;
  return (
    <section className={styles.section}>
      <h3>Trip</h3>
      <ul className={styles.legs}>
        <li>
          <span className={styles.pickup} aria-hidden="true" />
          <span>{onTrip ? 'Picked up' : 'Pickup'}</span>
          <span className="tabular">{onTrip ? 'done' : left}</span>
        </li>
        <li>
          <span className={styles.dropoff} aria-hidden="true" />
          <span>Dropoff</span>
          <span className="tabular">{onTrip ? left : 'then'}</span>
        </li>
      </ul>
      <p className={styles.note}>
        The way is this page’s own guess. Ride taken at {clockText(trip.occurredAtMs)}.
      </p>
    </section>
  );
}
