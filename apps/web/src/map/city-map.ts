import {
  type LayerSpecification,
  Map as MapLibreMap,
  type StyleSpecification,
  setWorkerCount,
  setWorkerUrl,
} from 'maplibre-gl';
import type { ClientCity } from '../city/client-city.ts';
import { basemapLayers, basemapStyle } from './basemap-style.ts';
import { createCameraLayer } from './camera-layer.ts';
import { cellLayers, cellSource } from './cell-overlay.ts';
import type { MapPalette } from './map-palette.ts';
import { type MapView, widestZoom } from './map-view.ts';
import { streetLayer } from './street-highlight.ts';
import { tripLayers, tripSource } from './trip-overlay.ts';

export interface CityMap {
  readonly map: MapLibreMap;
  /** Changes colours in place: nothing is loaded again. */
  setPalette(palette: MapPalette): void;
}

/** Makes the map of a city. `onCamera` gets the camera's matrix within each picture of the map. */
export function createCityMap(
  container: HTMLElement,
  city: ClientCity,
  palette: MapPalette,
  view: MapView,
  onCamera: (matrix: ArrayLike<number>) => void,
): CityMap {
  setWorkerUrl(new URL('maplibre-gl/dist/maplibre-gl-worker.mjs', import.meta.url).toString());
  setWorkerCount(1);
  const addresses = Object.fromEntries(
    Object.entries(city.layers).map(([layer, path]) => [layer, new URL(path, location.href).toString()]),
  );
  const base = basemapStyle(palette, addresses, city.attribution);
  const style: StyleSpecification = {
    ...base,
    sources: {
      ...base.sources,
      trip: tripSource,
      cells: cellSource,
    },
    layers: [
      ...base.layers.filter(({ id }) => !isName(id)),
      ...('roads' in base.sources ? [streetLayer(palette)] : []),
      ...base.layers.filter(({ id }) => isName(id)),
      ...overlayLayers(palette),
    ],
  };
  const [west, south, east, north] = city.bounds;
  // Wide enough that a phone held upright can show the whole city.
  const margin = 1.2 * Math.max(east - west, north - south);
  const map = new MapLibreMap({
    container,
    style,
    center: [view.longitude, view.latitude],
    zoom: view.zoom,
    minZoom: widestZoom(city.bounds, container.clientWidth),
    maxZoom: 19,
    maxBounds: [west - margin, south - margin, east + margin, north + margin],
    attributionControl: { compact: false },
    dragRotate: false,
    pitchWithRotate: false,
    // The page has its own keys, which work wherever the focus is.
    keyboard: false,
    fadeDuration: 150,
    canvasContextAttributes: { antialias: true },
  });
  map.touchZoomRotate.disableRotation();
  map.touchPitch.disable();
  map.getCanvas().setAttribute('aria-label', `Map of ${city.name}`);
  map.once('style.load', () => map.addLayer(createCameraLayer(onCamera)));
  return {
    map,
    setPalette(next) {
      for (const layer of [...basemapLayers(next), streetLayer(next), ...overlayLayers(next)]) {
        if (map.getLayer(layer.id) === undefined) continue;
        for (const [name, value] of Object.entries(layer.paint ?? {})) {
          // Only colours differ between palettes; opacities may be on their way somewhere.
          if (name.includes('color')) map.setPaintProperty(layer.id, name as 'line-color', value);
        }
      }
    },
  };
}

const isName = (layer: string) => layer.startsWith('name-');

/** What lies over the basemap, from the ground up. */
function overlayLayers(palette: MapPalette): LayerSpecification[] {
  return [...tripLayers(palette), ...cellLayers(palette)];
}
