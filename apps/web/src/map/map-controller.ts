import type { FoundDriver } from '@rumo/events';
import type { GeoJSONSource } from 'maplibre-gl';
import type { FoundStreet } from '../city/city-answers.ts';
import type { ClientCity } from '../city/client-city.ts';
import { everyCar } from '../live/car-filter.ts';
import type { ListedCar, Questions } from '../live/live-messages.ts';
import { startLiveSession } from '../live/live-session.ts';
import { useLive } from '../live/live-store.ts';
import { positionOf } from '../live/mercator-origin.ts';
import { useTheme } from '../shell/theme.ts';
import { keepAddress } from './address-bar.ts';
import { watchPointer } from './car-pointer.ts';
import { drawCells } from './cell-drawing.ts';
import { createCityMap } from './city-map.ts';
import type { FrameStats } from './frame-meter.ts';
import { boxOf, pxPerM } from './map-box.ts';
import { mapPalettes } from './map-palette.ts';
import { firstView, readViewQuery } from './map-view.ts';
import { showStreet } from './street-highlight.ts';
import { tripFeatures } from './trip-overlay.ts';
import { createVehicleOverlay } from './vehicle-overlay.ts';

/** What the panels ask of the map. */
export interface MapController {
  /** Selects a driver, wherever it is, goes there and follows it; null for none. */
  select(driverId: string | null): void;
  find(text: string): Promise<readonly FoundDriver[]>;
  /** The cars on the screen that pass the filter. */
  list(how: Omit<Questions['list']['ask'], 'box'>): Promise<Questions['list']['answer']>;
  /** Moves the map by screen pixels. */
  pan(eastPx: number, southPx: number): void;
  zoom(steps: number): void;
  follow(on: boolean): void;
  showCity(): void;
  /** Goes to a street and marks it; null takes the mark away. */
  showStreet(street: FoundStreet | null): void;
  /** Both ends of what is left of the selected driver's trip. */
  showTrip(): void;
  /** The part of the map a panel covers: what is followed keeps clear of it. */
  padding(padding: { readonly top: number; readonly right: number; readonly bottom: number }): void;
  /** The address of what is seen now. */
  address(): string;
  /** What drawing cost since the last call. */
  frameStats(): FrameStats;
  close(): void;
}

const viewportPauseMs = 120;
const followZoom = 15.5;
const everyCarInView = { filter: everyCar, order: 'driver', descending: false, limit: 100_000 } as const;

/** Starts the map, its cars and the live session, and ties them to the store and the page's address. */
export function startMapController(
  container: HTMLElement,
  canvas: HTMLCanvasElement,
  city: ClientCity,
  liveMapUrl: string,
): MapController & { cars(): Promise<readonly ListedCar[]>; pictures(): number } {
  const whole = firstView(city, container.clientWidth);
  const asked = readViewQuery(location.search, whole.zoom);
  const view = asked.view ?? whole;
  const { driverId, ...sight } = asked.sight;
  useLive.setState({ selectedId: driverId, following: false, ...sight });
  const session = startLiveSession(liveMapUrl, city.center);
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const palette = mapPalettes[useTheme.getState().theme];
  const { map, setPalette } = createCityMap(container, city, palette, view, (matrix) =>
    overlay.camera(matrix),
  );
  const overlay = createVehicleOverlay(canvas, session, {
    palette: palette.cars,
    zoom: view.zoom,
    pxPerM: pxPerM(view),
    colorBy: sight.colorBy,
    filter: sight.filter,
    alone: sight.riding,
    accuracyM: null,
    stepped: still.matches,
    crowded: false,
  });
  let flying = false;
  /** A selection made from afar: the map goes there when the server has said where it is. */
  let goTo: string | null = asked.view === null || sight.riding ? driverId : null;
  let followThere = false;
  let viewportTimer: ReturnType<typeof setTimeout> | undefined;
  let inset = { top: 0, right: 0, bottom: 0, left: 0 };

  const glide = { duration: still.matches ? 0 : 700 };

  function sendViewport(): void {
    viewportTimer = undefined;
    const bounds = map.getBounds();
    session.viewport({
      west: bounds.getWest(),
      south: bounds.getSouth(),
      east: bounds.getEast(),
      north: bounds.getNorth(),
      zoom: map.getZoom(),
    });
  }

  function untilThere(): void {
    flying = true;
    map.once('moveend', () => {
      flying = false;
    });
  }

  function flyTo(latitude: number, longitude: number, zoom: number): void {
    untilThere();
    map.flyTo({ center: [longitude, latitude], zoom, padding: inset, ...glide });
  }

  function showTrip(): void {
    const { watched } = useLive.getState();
    if (!watched) return;
    const { fix, trip } = watched;
    const end = trip === null ? fix : fix.status === 'on_trip' ? trip.dropoff : trip.pickup;
    const [west, east] = [fix.longitude, end.longitude].sort((a, b) => a - b);
    const [south, north] = [fix.latitude, end.latitude].sort((a, b) => a - b);
    untilThere();
    const padding = { top: inset.top + 60, right: inset.right + 60, bottom: inset.bottom + 60, left: 60 };
    map.fitBounds([west, south, east, north], { padding, maxZoom: 16, ...glide });
  }

  map.on('move', () => {
    overlay.state.zoom = map.getZoom();
    overlay.state.pxPerM = pxPerM({ latitude: map.getCenter().lat, zoom: map.getZoom() });
    viewportTimer ??= setTimeout(sendViewport, viewportPauseMs);
  });
  const address = keepAddress(map, () => {
    const { selectedId, riding, filter, colorBy } = useLive.getState();
    return { driverId: selectedId, riding, filter, colorBy };
  });
  sendViewport();
  map.on('resize', sendViewport);
  map.on('dragstart', () => useLive.setState({ following: false }));
  watchPointer(map, session);
  overlay.onFrame = () => {
    if (!useLive.getState().following || flying) return;
    const car = overlay.selected();
    if (car === null) return;
    const { latitude, longitude } = positionOf(session.origin, car);
    map.jumpTo({ center: [longitude, latitude], padding: inset });
    // At once: the car and the city under it move in the same picture.
    map.redraw();
  };
  const stopCells = drawCells(map, session, overlay);

  const stopLive = useLive.subscribe((state, before) => {
    if (
      state.colorBy !== before.colorBy ||
      state.filter !== before.filter ||
      state.riding !== before.riding
    ) {
      Object.assign(overlay.state, { colorBy: state.colorBy, filter: state.filter, alone: state.riding });
      overlay.redraw();
      address.changed();
    }
    if (state.selectedId !== before.selectedId) {
      if (state.selectedId === null && state.riding) useLive.setState({ riding: false });
      address.changed();
    }
    if (state.watched !== before.watched || state.route !== before.route) {
      overlay.state.accuracyM = state.watched?.fix.accuracyM ?? null;
      if (
        state.watched?.trip?.tripId !== before.watched?.trip?.tripId ||
        state.watched?.fix.status !== before.watched?.fix.status ||
        state.route !== before.route
      ) {
        map.getSource<GeoJSONSource>('trip')?.setData(tripFeatures(state.watched ?? null, state.route));
      }
      if (state.watched && goTo === state.watched.driverId) {
        goTo = null;
        if (state.riding) showTrip();
        else {
          if (followThere) useLive.setState({ following: true });
          const { latitude, longitude } = state.watched.fix;
          flyTo(latitude, longitude, Math.max(map.getZoom(), followZoom));
        }
      }
    }
  });
  const stopTheme = useTheme.subscribe(({ theme }) => {
    setPalette(mapPalettes[theme]);
    overlay.state.palette = mapPalettes[theme].cars;
    overlay.redraw();
  });
  const motionChanged = () => {
    overlay.state.stepped = still.matches;
    overlay.redraw();
  };
  still.addEventListener('change', motionChanged);

  const list: MapController['list'] = (how) =>
    session.ask('list', { ...how, box: boxOf(map, session.origin) });

  return {
    select(driverId) {
      goTo = driverId;
      followThere = true;
      useLive.setState({ selectedId: driverId, following: false });
    },
    find: (text) => session.ask('find', { text }).then((found) => found ?? []),
    list,
    cars: async () => (await list(everyCarInView)).cars,
    pictures: () => overlay.meter.pictures(),
    pan: (eastPx, southPx) => {
      useLive.setState({ following: false });
      map.panBy([eastPx, southPx], { duration: still.matches ? 0 : 200 });
    },
    zoom: (steps) => map.easeTo({ zoom: map.getZoom() + steps, duration: still.matches ? 0 : 250 }),
    follow(on) {
      useLive.setState({ following: on });
      const { watched } = useLive.getState();
      if (on && watched)
        flyTo(watched.fix.latitude, watched.fix.longitude, Math.max(map.getZoom(), followZoom));
      overlay.redraw();
    },
    showCity() {
      useLive.setState({ following: false });
      map.fitBounds([...city.bounds], { padding: { ...inset, top: inset.top + 24 }, ...glide });
    },
    showStreet(street) {
      if (street !== null) useLive.setState({ following: false });
      showStreet(map, street, { ...inset }, glide.duration);
    },
    showTrip,
    padding(covered) {
      inset = { ...covered, left: 0 };
    },
    address() {
      address.write();
      return location.href;
    },
    frameStats: () => overlay.meter.take(performance.now()),
    close() {
      clearTimeout(viewportTimer);
      address.close();
      stopCells();
      stopLive();
      stopTheme();
      still.removeEventListener('change', motionChanged);
      overlay.close();
      session.close();
      map.remove();
    },
  };
}
