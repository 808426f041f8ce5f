'use client';

import type { WatchedDriver } from '@rumo/events';
import { Map as MapIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { RouteAnswer } from '../city/city-answers.ts';
import { useLive } from '../live/live-store.ts';
import type { MapController } from '../map/map-controller.ts';
import { useNow } from '../shell/use-now.ts';
import { arrivesAt, arrivesIn, shareDriven, wayText } from './arrival.ts';
import { BottomSheet } from './bottom-sheet.tsx';
import { CopyLink } from './copy-link.tsx';
import { FollowButton } from './follow-button.tsx';
import styles from './ride-panel.module.css';
import { useCover } from './use-cover.ts';
import { useRoute } from './use-route.ts';

/** One trip as its rider sees it: where the car is, how far it has to go, when it is there. */
export function RidePanel({ controller }: { readonly controller: MapController | null }) {
  const driverId = useLive((state) => state.selectedId);
  const watched = useLive((state) => state.watched);
  useCover(controller, true);
  return (
    <BottomSheet label="Your ride" fits>
      {watched ? (
        <Ride watched={watched} controller={controller} />
      ) : (
        <p className={styles.note} role="status">
          {watched === undefined ? 'Asking where your driver is.' : `The stream has no driver ${driverId}.`}
        </p>
      )}
    </BottomSheet>
  );
}

function Ride(props: { readonly watched: WatchedDriver; readonly controller: MapController | null }) {
  const { watched, controller } = props;
  const { route, failed } = useRoute(watched);
  const now = useNow(1_000);
  const onTrip = watched.fix.status === 'on_trip';
  return (
    <>
      <div className={styles.head}>
        <div>
          <h2>{headline(watched, route)}</h2>
          <p className={styles.note}>
            {route === null || now === null
              ? waitingText(watched, failed)
              : `${arrivesAt(now, route.durationS)} at the ${onTrip ? 'dropoff' : 'pickup'} · ${wayText(route.lengthM)} left`}
          </p>
        </div>
        <div className={styles.actions}>
          <FollowButton controller={controller} known />
          <CopyLink controller={controller} what="this ride" />
        </div>
      </div>
      {watched.trip === null ? null : (
        <Progress key={`${watched.trip.tripId} ${watched.fix.status}`} onTrip={onTrip} route={route} />
      )}
      {route !== null && route.streets.length > 0 ? (
        <p className={styles.streets}>
          <span>By</span> {route.streets.slice(0, 4).join(' · ')}
          {route.streets.length > 4 ? ' …' : ''}
        </p>
      ) : null}
      <p className={styles.driver}>
        <span>{watched.driverId}</span>
        <span className="tabular">
          {watched.fix.speedMps === null ? '' : `${Math.round(watched.fix.speedMps * 3.6)} km/h`}
        </span>
        {watched.stale ? <span className={styles.stale}>not heard for a while</span> : null}
        <button type="button" className={styles.whole} onClick={() => useLive.setState({ riding: false })}>
          <MapIcon size={14} aria-hidden="true" /> All cars
        </button>
      </p>
    </>
  );
}

function Progress(props: { readonly onTrip: boolean; readonly route: RouteAnswer | null }) {
  const { onTrip, route } = props;
  const longestM = useRef(0);
  useEffect(() => {
    longestM.current = Math.max(longestM.current, route?.lengthM ?? 0);
  }, [route]);
  const share = route === null ? 0 : shareDriven(longestM.current, route.lengthM);
  return (
    <ol className={styles.legs}>
      <li data-state={onTrip ? 'done' : 'now'}>
        <span className={styles.pickup} aria-hidden="true" />
        Pickup
        <small>{onTrip ? 'done' : route === null ? '' : arrivesIn(route.durationS)}</small>
      </li>
      <li className={styles.track} aria-hidden="true">
        <span style={{ width: `${(onTrip ? share : 0) * 100}%` }} />
      </li>
      <li data-state={onTrip ? 'now' : 'later'}>
        <span className={styles.dropoff} aria-hidden="true" />
        Dropoff
        <small>{onTrip && route !== null ? arrivesIn(route.durationS) : ''}</small>
      </li>
    </ol>
  );
}

function headline({ fix, trip }: WatchedDriver, route: RouteAnswer | null): string {
  if (trip === null) return fix.status === 'available' ? 'No ride' : 'On the way';
  if (route === null) return fix.status === 'on_trip' ? 'On the way' : 'Your driver is coming';
  const when = arrivesIn(route.durationS);
  if (fix.status === 'on_trip') return when === 'now' ? 'You are there' : `There ${when}`;
  return when === 'now' ? 'Your driver is here' : `Your driver comes ${when}`;
}

function waitingText({ trip, fix }: WatchedDriver, failed: boolean): string {
  if (trip === null) {
    return fix.status === 'available'
      ? 'This driver waits for a ride; the page shows the next one.'
      : 'The trip is told again each minute.';
  }
  return failed ? 'The way is not known: the server does not answer.' : 'Looking for the way.';
}
