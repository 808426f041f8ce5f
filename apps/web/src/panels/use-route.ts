'use client';

import type { WatchedDriver } from '@rumo/events';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RouteAnswer } from '../city/city-answers.ts';
import { useLive } from '../live/live-store.ts';
import { fetchJson } from '../shell/fetch-json.ts';

const everyMs = 3_000;

/** The way from the driver to its pickup, or with its rider to the dropoff, anew every 3 s; the map draws it too. */
export function useRoute(watched: WatchedDriver): {
  readonly route: RouteAnswer | null;
  readonly failed: boolean;
} {
  const { trip, fix } = watched;
  const leg = trip === null || fix.status === 'available' ? null : fix.status;
  const answer = useQuery({
    queryKey: ['route', watched.driverId, trip?.tripId, leg],
    enabled: leg !== null,
    queryFn: () => {
      const { fix, trip } = useLive.getState().watched ?? watched;
      const end = fix.status === 'on_trip' ? trip?.dropoff : trip?.pickup;
      if (!end) return null;
      const query = new URLSearchParams({
        latitude: String(fix.latitude),
        longitude: String(fix.longitude),
        toLatitude: String(end.latitude),
        toLongitude: String(end.longitude),
      });
      if (fix.headingDeg !== null) query.set('headingDeg', String(Math.round(fix.headingDeg)));
      return fetchJson<RouteAnswer | null>(`/api/city/route?${query}`);
    },
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const route = leg === null ? null : (answer.data ?? null);
  useEffect(() => {
    useLive.setState({ route });
  }, [route]);
  useEffect(() => () => useLive.setState({ route: null }), []);
  return { route, failed: answer.isError };
}
