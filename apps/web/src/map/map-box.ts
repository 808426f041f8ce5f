import type { Map as MapLibreMap } from 'maplibre-gl';
import type { OffsetBox } from '../live/live-messages.ts';
import { type MercatorOrigin, offsetOf } from '../live/mercator-origin.ts';

/** What the map shows, in offsets from the city's origin. */
export function boxOf(map: MapLibreMap, origin: MercatorOrigin): OffsetBox {
  const bounds = map.getBounds();
  const { x: west, y: north } = offsetOf(origin, {
    latitude: bounds.getNorth(),
    longitude: bounds.getWest(),
  });
  const { x: east, y: south } = offsetOf(origin, {
    latitude: bounds.getSouth(),
    longitude: bounds.getEast(),
  });
  return { west, north, east, south };
}

/** Mercator units that a CSS px spans: MapLibre's tiles are 512 px wide. */
export function unitsPerPx(map: MapLibreMap): number {
  return 1 / (512 * 2 ** map.getZoom());
}

/** CSS px that a metre takes at a latitude. */
export function pxPerM(view: { readonly latitude: number; readonly zoom: number }): number {
  const metresPerUnit = 40_075_016.686 * Math.cos((view.latitude * Math.PI) / 180);
  return (512 * 2 ** view.zoom) / metresPerUnit;
}
