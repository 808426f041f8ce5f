'use client';

import { Activity, List } from 'lucide-react';
import { useLive } from '../live/live-store.ts';
import type { MapController } from '../map/map-controller.ts';
import button from '../shell/icon-button.module.css';
import { CopyLink } from './copy-link.tsx';
import styles from './zoom-buttons.module.css';

/** The list of the cars in view, a link to what is seen, and the figures for engineers. */
export function MapTools({ controller }: { readonly controller: MapController | null }) {
  const listing = useLive((state) => state.listing);
  const measuring = useLive((state) => state.measuring);
  return (
    <fieldset className={styles.group} aria-label="Tools">
      <button
        type="button"
        className={button.button}
        aria-pressed={listing}
        aria-label="List the cars in view"
        title="List the cars in view (l)"
        onClick={() => useLive.setState({ listing: !listing, selectedId: null })}
      >
        <List size={18} aria-hidden="true" />
      </button>
      <CopyLink controller={controller} what="what is seen" />
      <button
        type="button"
        className={button.button}
        aria-pressed={measuring}
        aria-label="Figures for engineers"
        title="Figures for engineers (i)"
        onClick={() => useLive.setState({ measuring: !measuring })}
      >
        <Activity size={18} aria-hidden="true" />
      </button>
    </fieldset>
  );
}
