'use client';

import { Smartphone, X } from 'lucide-react';
import { useLive } from '../live/live-store.ts';
import type { MapController } from '../map/map-controller.ts';
import button from '../shell/icon-button.module.css';
import { BottomSheet } from './bottom-sheet.tsx';
import { DriverNow } from './driver-now.tsx';
import styles from './driver-panel.module.css';
import { statusWords } from './driver-status.ts';
import { DriverStream } from './driver-stream.tsx';
import { DriverTrip } from './driver-trip.tsx';
import { DriverWindows } from './driver-windows.tsx';
import { FollowButton } from './follow-button.tsx';
import { StatusMark } from './status-mark.tsx';
import { useCover } from './use-cover.ts';

/** The card of the selected driver: a panel on the right, on a phone a sheet from below. */
export function DriverPanel({ controller }: { readonly controller: MapController | null }) {
  const selectedId = useLive((state) => state.selectedId);
  const watched = useLive((state) => state.watched);

  useCover(controller, selectedId !== null);
  if (selectedId === null) return null;
  return (
    <BottomSheet label={`Driver ${selectedId}`}>
      <div className={styles.head}>
        {watched ? <StatusMark status={watched.fix.status} /> : null}
        <div className={styles.title}>
          <h2>{selectedId}</h2>
          <p>
            {watched === undefined
              ? 'Asking the live map.'
              : watched === null
                ? 'The stream has no such driver.'
                : statusWords[watched.fix.status]}
            {watched?.stale ? <span className={styles.stale}>stale</span> : null}
          </p>
        </div>
        <FollowButton controller={controller} known={watched != null} />
        <button
          type="button"
          className={button.button}
          aria-label="Show the ride as its rider sees it"
          title="The ride as its rider sees it"
          disabled={!watched?.trip}
          onClick={() => {
            useLive.setState({ riding: true, following: false });
            controller?.showTrip();
          }}
        >
          <Smartphone size={18} aria-hidden="true" />
        </button>
        <button
          type="button"
          className={button.button}
          aria-label="Close the card"
          title="Close (Esc)"
          onClick={() => controller?.select(null)}
        >
          <X size={18} aria-hidden="true" />
        </button>
      </div>
      {watched ? (
        <>
          <DriverNow watched={watched} />
          <DriverWindows driverId={watched.driverId} />
          <DriverTrip watched={watched} />
          <DriverStream watched={watched} />
        </>
      ) : null}
    </BottomSheet>
  );
}
