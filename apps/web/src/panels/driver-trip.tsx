'use client';

import type { WatchedDriver } from '@rumo/events';
import { distanceM } from '@rumo/geo';
import { clockText, distanceText } from '../speed/speed-text.ts';
import styles from './driver-panel.module.css';

/** The ride it has taken: both ends, as the crow flies from where it is. */
export function DriverTrip({ watched }: { readonly watched: WatchedDriver }) {
  const { trip, fix } = watched;
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
  return (
    <section className={styles.section}>
      <h3>Trip</h3>
      <ul className={styles.legs}>
        <li>
          <span className={styles.pickup} aria-hidden="true" />
          <span>{fix.status === 'on_trip' ? 'Picked up' : 'Pickup'}</span>
          <span className="tabular">
            {fix.status === 'on_trip' ? 'done' : distanceText(distanceM(fix, trip.pickup))}
          </span>
        </li>
        <li>
          <span className={styles.dropoff} aria-hidden="true" />
          <span>Dropoff</span>
          <span className="tabular">{distanceText(distanceM(fix, trip.dropoff))}</span>
        </li>
      </ul>
      <p className={styles.note}>
        Straight distances from the car. Ride taken at {clockText(trip.occurredAtMs)}.
      </p>
    </section>
  );
}
