'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useCallback, useState } from 'react';
import type { ClientCity } from '../city/client-city.ts';
import { type ClientConfig, liveMapAddress } from '../live/client-config.ts';
import { useLive } from '../live/live-store.ts';
import { CarsPanel } from '../panels/cars-panel.tsx';
import { DriverPanel } from '../panels/driver-panel.tsx';
import { DriverSearch } from '../panels/driver-search.tsx';
import { MapKeys } from '../panels/map-keys.tsx';
import { MapLegend } from '../panels/map-legend.tsx';
import { MapTools } from '../panels/map-tools.tsx';
import { RidePanel } from '../panels/ride-panel.tsx';
import { StatsOverlay } from '../panels/stats-overlay.tsx';
import { StatusStrip } from '../panels/status-strip.tsx';
import { ZoomButtons } from '../panels/zoom-buttons.tsx';
import { AppHeader } from '../shell/app-header.tsx';
import { fetchJson } from '../shell/fetch-json.ts';
import { HelpButton } from '../shell/help-button.tsx';
import { StreamStrip } from '../shell/stream-strip.tsx';
import type { MapController } from './map-controller.ts';
import styles from './map-screen.module.css';

// MapLibre needs a window and is most of the page's code: the shell stands before it is there.
const MapCanvas = dynamic(() => import('./map-canvas.tsx'), { ssr: false });

/** The map page: everything floats on the map. */
export function MapScreen() {
  const [controller, setController] = useState<MapController | null>(null);
  const keep = useCallback((next: MapController | null) => setController(next), []);
  const selected = useLive((state) => state.selectedId !== null);
  const listing = useLive((state) => state.listing);
  const riding = useLive((state) => state.riding);
  const partition = useLive((state) => state.watched?.partition);
  const start = useQuery({
    queryKey: ['map-start'],
    queryFn: async () => {
      const [city, config] = await Promise.all([
        fetchJson<ClientCity>('/api/city'),
        fetchJson<ClientConfig>('/api/config'),
      ]);
      return { city, address: liveMapAddress(config, location) };
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: true,
    retryDelay: 2_000,
  });
  return (
    <div className={styles.screen} data-panel={selected || listing} data-riding={riding}>
      <main className={styles.map}>
        <h1 className="visually-hidden">Live map of {start.data?.city.name ?? 'the city'}</h1>
        {start.data ? (
          <MapCanvas city={start.data.city} address={start.data.address} onController={keep} />
        ) : (
          <p className={styles.waiting} role="status">
            {start.failureReason ? `${start.failureReason.message} Trying again.` : 'Loading the city.'}
          </p>
        )}
      </main>
      <div className={styles.top}>
        <AppHeader variant="floating" subtitle={start.data?.city.name} actions={<HelpButton />} />
        {riding ? null : (
          <>
            <DriverSearch controller={controller} />
            <MapLegend />
          </>
        )}
      </div>
      {riding ? (
        <RidePanel controller={controller} />
      ) : selected ? (
        <DriverPanel controller={controller} />
      ) : listing ? (
        <CarsPanel controller={controller} />
      ) : null}
      <div className={styles.bottom}>
        <StatusStrip />
        {riding ? null : <StreamStrip variant="floating" partition={partition} />}
      </div>
      <div className={styles.tools}>
        <StatsOverlay controller={controller} />
        {riding ? null : <MapTools controller={controller} />}
        <ZoomButtons controller={controller} />
      </div>
      <MapKeys controller={controller} />
    </div>
  );
}
