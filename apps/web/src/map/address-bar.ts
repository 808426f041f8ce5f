import type { Map as MapLibreMap } from 'maplibre-gl';
import { type Sight, viewQuery } from './map-view.ts';

/** Browsers refuse pages that rewrite their address more often than about three times a second. */
const pauseMs = 500;

/** Keeps the page's address at what the map shows, so that it can be shared. */
export function keepAddress(map: MapLibreMap, sight: () => Sight) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    const { lat: latitude, lng: longitude } = map.getCenter();
    const query = viewQuery({ latitude, longitude, zoom: map.getZoom() }, sight());
    history.replaceState(history.state, '', `${location.pathname}${query}`);
  }
  const changed = () => {
    timer ??= setTimeout(write, pauseMs);
  };
  map.on('moveend', changed);
  return { changed, write, close: () => clearTimeout(timer) };
}
