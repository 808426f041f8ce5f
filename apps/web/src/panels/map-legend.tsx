'use client';

import { driverStatuses } from '@rumo/events';
import { useLive } from '../live/live-store.ts';
import { speedScale } from '../map/speed-scale.ts';
import { CarFilters } from './car-filters.tsx';
import { statusWords } from './driver-status.ts';
import styles from './map-legend.module.css';
import { StatusMark } from './status-mark.tsx';

/** What the colours mean, and the choice between status and speed. */
export function MapLegend() {
  const colorBy = useLive((state) => state.colorBy);
  const crowded = useLive((state) => state.crowded);
  return (
    <section className={styles.legend} aria-label="What the colours mean">
      <div className={styles.choice}>
        {(['status', 'speed'] as const).map((by) => (
          <button
            key={by}
            type="button"
            aria-pressed={colorBy === by}
            className={styles.by}
            onClick={() => useLive.setState({ colorBy: by })}
          >
            {by === 'status' ? 'Status' : 'Speed'}
          </button>
        ))}
      </div>
      {colorBy === 'status' && !crowded ? (
        <ul className={styles.statuses}>
          {driverStatuses.map((status) => (
            <li key={status}>
              <StatusMark status={status} /> {statusWords[status]}
            </li>
          ))}
        </ul>
      ) : (
        <div className={styles.scale}>
          <div
            className={styles.ramp}
            style={{ background: `linear-gradient(to right, ${speedScale.join(', ')})` }}
          />
          <span>0</span>
          <span>40</span>
          <span>80 km/h</span>
        </div>
      )}
      <CarFilters />
    </section>
  );
}
