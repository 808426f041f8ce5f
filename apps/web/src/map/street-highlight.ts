import type { LayerSpecification, Map as MapLibreMap } from 'maplibre-gl';
import type { FoundStreet } from '../city/city-answers.ts';
import type { MapPalette } from './map-palette.ts';

const layerId = 'street-highlight';

/** A street's whole length along its name in the basemap, under the names. */
export function streetLayer(palette: MapPalette): LayerSpecification {
  return {
    id: layerId,
    type: 'line',
    source: 'roads',
    filter: ['==', ['get', 'name'], ''],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': palette.streetMark,
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, 3, 14, 6, 17, 12],
      'line-opacity': 0.6,
    },
  };
}

/** Marks a street and brings all of it into sight; null takes the mark away. */
export function showStreet(
  map: MapLibreMap,
  street: FoundStreet | null,
  covered: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number },
  durationMs: number,
): void {
  if (map.getLayer(layerId) !== undefined) {
    map.setFilter(layerId, ['==', ['get', 'name'], street?.name ?? '']);
  }
  if (street === null) return;
  const { west, south, east, north } = street;
  const padding = {
    top: covered.top + 60,
    right: covered.right + 60,
    bottom: covered.bottom + 60,
    left: covered.left + 60,
  };
  map.fitBounds([west, south, east, north], { padding, maxZoom: 16.5, duration: durationMs });
}
