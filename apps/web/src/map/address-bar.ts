import type { Map as MapLibreMap } from 'maplibre-gl';
import { viewQuery } from './map-view.ts';

/** Browsers refuse pages that rewrite their address more often than about three times a second. */
const pauseMs = 500;

/** Keeps the page's address at what the map shows, so that it can be shared. */
export function keepAddress(map: MapLibreMap, driverId: () => string | null) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function write(): void {
    timer = undefined;
    const { lat: latitude, lng: longitude } = map.getCenter();
    const query = viewQuery({ latitude, longitude, zoom: map.getZoom() }, driverId());
    history.replaceState(history.state, '', `${location.pathname}${query}`);
  }
  const changed = () => {
    timer ??= setTimeout(write, pauseMs);
  };
  map.on('moveend', changed);
  return { changed, close: () => clearTimeout(timer) };
}
