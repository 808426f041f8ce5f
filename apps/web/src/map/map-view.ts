import { driverStatuses } from '@rumo/events';
import { type CarFilter, everyCar, isEveryCar } from '../live/car-filter.ts';

/** Where the map looks. */
export interface MapView {
  readonly latitude: number;
  readonly longitude: number;
  readonly zoom: number;
}

/** What an address of the page holds besides where it looks. */
export interface Sight {
  readonly driverId: string | null;
  /** The driver's ride as its rider sees it. */
  readonly riding: boolean;
  readonly filter: CarFilter;
  readonly colorBy: 'status' | 'speed';
}

export const plainSight: Sight = { driverId: null, riding: false, filter: everyCar, colorBy: 'status' };

/** The query's view, null when it has none, and the rest of it; what makes no sense is left out. */
export function readViewQuery(
  query: string,
  usualZoom: number,
): { readonly view: MapView | null; readonly sight: Sight } {
  const parameters = new URLSearchParams(query);
  const latitude = numberOf(parameters.get('lat'), -85, 85);
  const longitude = numberOf(parameters.get('lng'), -180, 180);
  const zoom = numberOf(parameters.get('zoom'), 0, 22) ?? usualZoom;
  const ride = idOf(parameters.get('ride'));
  return {
    view: latitude === null || longitude === null ? null : { latitude, longitude, zoom },
    sight: {
      driverId: ride ?? idOf(parameters.get('driver')),
      riding: ride !== null,
      filter: filterOf(parameters.get('status'), parameters.get('kmh')),
      colorBy: parameters.get('color') === 'speed' ? 'speed' : 'status',
    },
  };
}

/** The query that brings a page back to this view. Five decimals are one metre. A ride needs no place: it is followed. */
export function viewQuery(view: MapView, sight: Sight): string {
  const { driverId, riding, filter, colorBy } = sight;
  if (riding && driverId !== null) return `?${new URLSearchParams({ ride: driverId })}`;
  const parameters = new URLSearchParams({
    lat: view.latitude.toFixed(5),
    lng: view.longitude.toFixed(5),
    zoom: String(Math.round(view.zoom * 100) / 100),
  });
  if (driverId !== null) parameters.set('driver', driverId);
  if (!isEveryCar(filter)) {
    if (filter.statuses.length < driverStatuses.length) parameters.set('status', filter.statuses.join('.'));
    if (filter.leastKmh > 0 || filter.mostKmh !== null) {
      parameters.set('kmh', `${filter.leastKmh}-${filter.mostKmh ?? ''}`);
    }
  }
  if (colorBy === 'speed') parameters.set('color', 'speed');
  return `?${parameters}`;
}

function filterOf(status: string | null, kmh: string | null): CarFilter {
  const named = driverStatuses.filter((each) => status?.split('.').includes(each));
  const range = /^(\d{1,3})-(\d{0,3})$/.exec(kmh ?? '');
  return {
    // No status at all would be an empty map that nobody asked for.
    statuses: named.length === 0 ? driverStatuses : named,
    leastKmh: range === null ? 0 : Number(range[1]),
    mostKmh: range === null || range[2] === '' ? null : Number(range[2]),
  };
}

function idOf(text: string | null): string | null {
  return text !== null && text.length > 0 && text.length <= 128 ? text : null;
}

function numberOf(text: string | null, least: number, most: number): number | null {
  if (text === null || text.trim() === '') return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

/** Where a first visit looks: between the city's named centre and the middle of its streets, cars told apart. */
export function firstView(
  city: {
    readonly center: { readonly latitude: number; readonly longitude: number };
    readonly bounds: readonly [west: number, south: number, east: number, north: number];
  },
  widthPx: number,
): MapView {
  const [west, south, east, north] = city.bounds;
  return {
    latitude: (city.center.latitude + (south + north) / 2) / 2,
    longitude: (city.center.longitude + (west + east) / 2) / 2,
    zoom: widthPx < 600 ? 13.3 : 13.1,
  };
}

/** The zoom at which the city's width fits the map's with a narrow margin: beyond it there is no data. */
export function widestZoom(bounds: readonly [number, number, number, number], widthPx: number): number {
  const [west, , east] = bounds;
  return Math.log2((widthPx * 360) / (512 * (east - west))) - 0.1;
}
