'use client';

import type { WatchedDriver } from '@rumo/events';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { StreetAnswer } from '../city/client-city.ts';
import { fetchJson } from '../shell/fetch-json.ts';
import { countText } from '../speed/speed-text.ts';
import styles from './driver-panel.module.css';

/** How fast it is, from its newest fix, and on which street. */
export function DriverNow({ watched }: { readonly watched: WatchedDriver }) {
  const { fix, stale } = watched;
  // Asked again when the car has moved about 11 m.
  const place = { latitude: fix.latitude.toFixed(4), longitude: fix.longitude.toFixed(4) };
  const street = useQuery({
    queryKey: ['street', place.latitude, place.longitude],
    queryFn: () => {
      const query = new URLSearchParams(place);
      if (fix.headingDeg !== null) query.set('headingDeg', String(Math.round(fix.headingDeg)));
      return fetchJson<StreetAnswer | null>(`/api/city/street?${query}`);
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
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
