/** Where the map looks and which driver is selected: what an address of the page holds. */
export interface MapView {
  readonly latitude: number;
  readonly longitude: number;
  readonly zoom: number;
}

/** The view and selection in a page's query; what is missing or makes no sense is left to the fallback. */
export function readViewQuery(
  query: string,
  fallback: MapView,
): { readonly view: MapView; readonly driverId: string | null } {
  const parameters = new URLSearchParams(query);
  const latitude = numberOf(parameters.get('lat'), -85, 85);
  const longitude = numberOf(parameters.get('lng'), -180, 180);
  const zoom = numberOf(parameters.get('zoom'), 0, 22);
  const driver = parameters.get('driver');
  const view =
    latitude === null || longitude === null ? fallback : { latitude, longitude, zoom: zoom ?? fallback.zoom };
  return { view, driverId: driver !== null && driver.length > 0 && driver.length <= 128 ? driver : null };
}

/** The query that brings a page back to this view. Five decimals are one metre. */
export function viewQuery(view: MapView, driverId: string | null): string {
  const parameters = new URLSearchParams({
    lat: view.latitude.toFixed(5),
    lng: view.longitude.toFixed(5),
    zoom: String(Math.round(view.zoom * 100) / 100),
  });
  if (driverId !== null) parameters.set('driver', driverId);
  return `?${parameters}`;
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
