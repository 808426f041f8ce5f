'use client';

import type { WatchedDriver } from '@rumo/events';
import { useQuery } from '@tanstack/react-query';
import type { StreetAnswer } from '../city/city-answers.ts';
import { useLive } from '../live/live-store.ts';
import { fetchJson } from '../shell/fetch-json.ts';
import { countText } from '../speed/speed-text.ts';
import styles from './driver-panel.module.css';

/** How fast it is, from its newest fix, and on which street. */
export function DriverNow({ watched }: { readonly watched: WatchedDriver }) {
  const { fix, stale } = watched;
  const street = useQuery({
    queryKey: ['street', watched.driverId],
    queryFn: () => {
      const { fix } = useLive.getState().watched ?? watched;
      const query = new URLSearchParams({ latitude: String(fix.latitude), longitude: String(fix.longitude) });
      if (fix.headingDeg !== null) query.set('headingDeg', String(Math.round(fix.headingDeg)));
      return fetchJson<StreetAnswer | null>(`/api/city/street?${query}`);
    },
    refetchInterval: 2_000,
    gcTime: 0,
  });
  return (
    <div className={`${styles.now} ${stale ? styles.old : ''}`}>
      <p className={styles.speed} title="Live, from its newest fix">
        {fix.speedMps === null ? (
          'Speed not reported'
        ) : (
          <>
            <b>{countText(Math.round(fix.speedMps * 3.6))}</b>
            <small>km/h</small>
          </>
        )}
      </p>
      <p className={styles.street}>
        <span>{streetText(street.data, street.isError)}</span>
        {street.data ? <small className={styles.note}>limit {street.data.limitKmh} km/h</small> : null}
      </p>
    </div>
  );
}

function streetText(street: StreetAnswer | null | undefined, failed: boolean): string {
  if (street) return street.name ?? `Unnamed ${street.streetClass.replace('_', ' ')} road`;
  if (street === null) return 'Off the streets';
  return failed ? 'Street unknown' : '';
}
