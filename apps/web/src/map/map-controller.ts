import type { DriverStatus, FoundDriver } from '@rumo/events';
import type { GeoJSONSource } from 'maplibre-gl';
import type { ClientCity } from '../city/client-city.ts';
import { startLiveSession } from '../live/live-session.ts';
import { useLive } from '../live/live-store.ts';
import { mercatorOrigin, positionOf } from '../live/mercator-origin.ts';
import { useTheme } from '../shell/theme.ts';
import { keepAddress } from './address-bar.ts';
import { drawCells } from './cell-drawing.ts';
import { createCityMap } from './city-map.ts';
import { mapPalettes } from './map-palette.ts';
import { firstView, readViewQuery } from './map-view.ts';
import { pickCar, type ScreenPoint } from './pick-car.ts';
import { tripFeatures } from './trip-overlay.ts';
import { createVehicleOverlay } from './vehicle-overlay.ts';

export interface DriverInView {
  readonly driverId: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly status: DriverStatus;
}

/** What the panels ask of the map. */
export interface MapController {
  /** Selects a driver, wherever it is, goes there and follows it; null for none. */
  select(driverId: string | null): void;
  find(text: string): Promise<readonly FoundDriver[]>;
  /** The drivers whose cars are on the screen now, by id. */
  inView(): DriverInView[];
  /** Moves the map by screen pixels. */
  pan(eastPx: number, southPx: number): void;
  zoom(steps: number): void;
  follow(on: boolean): void;
  showCity(): void;
  /** The part of the map a panel covers: what is followed keeps clear of it. */
  padding(padding: { readonly top: number; readonly right: number; readonly bottom: number }): void;
  /** Pictures of the cars drawn since the start. */
  frames(): number;
  close(): void;
}

/** A finger is less exact than a mouse. */
const reachPx = { mouse: 14, touch: 26 };
const viewportPauseMs = 120;
const followZoom = 15.5;

/** Starts the map, its cars and the live session, and ties them to the store and the page's address. */
export function startMapController(
  container: HTMLElement,
  canvas: HTMLCanvasElement,
  city: ClientCity,
  liveMapUrl: string,
): MapController {
  const whole = firstView(city, container.clientWidth);
  const asked = readViewQuery(location.search, whole);
  useLive.setState({ selectedId: asked.driverId, following: false });
  const session = startLiveSession(liveMapUrl, mercatorOrigin(city.center));
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const { map, setPalette } = createCityMap(
    container,
    city,
    mapPalettes[useTheme.getState().theme],
    asked.view,
    (matrix) => overlay.camera(matrix),
  );
  const overlay = createVehicleOverlay(canvas, session, {
    palette: mapPalettes[useTheme.getState().theme].cars,
    zoom: asked.view.zoom,
    colorBy: useLive.getState().colorBy,
    selectedHandle: null,
    hoveredHandle: null,
    stepped: still.matches,
    crowded: false,
  });
  let flying = false;
  /** A selection made from afar: the map goes there when the server has said where it is. */
  let goTo: string | null =
    asked.driverId !== null && !location.search.includes('lat=') ? asked.driverId : null;
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

  function rowAt(point: ScreenPoint, reach: number): number {
    const last = overlay.last();
    if (last === null) return -1;
    const size = { widthPx: canvas.clientWidth, heightPx: canvas.clientHeight };
    return pickCar(session.table, last.matrix, size, point, reach, last.drawMs);
  }

  function flyTo(latitude: number, longitude: number, zoom: number): void {
    flying = true;
    map.flyTo({ center: [longitude, latitude], zoom, padding: inset, ...glide });
    map.once('moveend', () => {
      flying = false;
    });
  }

  function showSelection(): void {
    const { selectedId } = useLive.getState();
    const handle = selectedId === null ? null : session.handleOf(selectedId);
    if (overlay.state.selectedHandle === handle) return;
    overlay.state.selectedHandle = handle;
    overlay.redraw();
  }

  map.on('move', () => {
    overlay.state.zoom = map.getZoom();
    viewportTimer ??= setTimeout(sendViewport, viewportPauseMs);
  });
  const address = keepAddress(map, () => useLive.getState().selectedId);
  map.on('load', sendViewport);
  map.on('resize', sendViewport);
  map.on('dragstart', () => useLive.setState({ following: false }));
  map.on('click', ({ point, originalEvent }) => {
    const touch = 'pointerType' in originalEvent && originalEvent.pointerType === 'touch';
    const row = rowAt(point, touch ? reachPx.touch : reachPx.mouse);
    useLive.setState({
      selectedId: row < 0 ? null : session.driverIdOf(session.table.handleAt(row)),
      following: false,
    });
  });
  map.on('mousemove', ({ point }) => {
    const row = rowAt(point, reachPx.mouse);
    const handle = row < 0 ? null : session.table.handleAt(row);
    if (handle === overlay.state.hoveredHandle) return;
    overlay.state.hoveredHandle = handle;
    map.getCanvas().style.cursor = handle === null ? '' : 'pointer';
    overlay.redraw();
  });
  overlay.onFrame = (drawMs) => {
    const { following } = useLive.getState();
    const { selectedHandle } = overlay.state;
    if (!following || flying || selectedHandle === null) return;
    const row = session.table.rowOf(selectedHandle);
    if (row < 0) return;
    const { latitude, longitude } = positionOf(session.origin, session.table.drawn(row, drawMs));
    map.jumpTo({ center: [longitude, latitude], padding: inset });
  };
  const stopCells = drawCells(map, session.table, overlay);
  const stopNames = session.onChange(showSelection);

  const stopLive = useLive.subscribe((state, before) => {
    if (state.colorBy !== before.colorBy) {
      overlay.state.colorBy = state.colorBy;
      overlay.redraw();
    }
    if (state.selectedId !== before.selectedId) {
      showSelection();
      address.changed();
    }
    if (state.watched !== before.watched) {
      const trip = map.getSource<GeoJSONSource>('trip');
      if (state.watched?.trip?.tripId !== before.watched?.trip?.tripId)
        trip?.setData(tripFeatures(state.watched?.trip));
      if (state.watched && goTo === state.watched.driverId) {
        goTo = null;
        if (followThere) useLive.setState({ following: true });
        flyTo(state.watched.fix.latitude, state.watched.fix.longitude, Math.max(map.getZoom(), followZoom));
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

  return {
    select(driverId) {
      goTo = driverId;
      followThere = true;
      useLive.setState({ selectedId: driverId, following: false });
    },
    find: (text) => session.find(text),
    inView() {
      const last = overlay.last();
      if (last === null) return [];
      const bounds = map.getBounds();
      const drivers: DriverInView[] = [];
      for (let row = 0; row < session.table.count; row++) {
        const driverId = session.driverIdOf(session.table.handleAt(row));
        const car = session.table.drawn(row, last.drawMs);
        const { latitude, longitude } = positionOf(session.origin, car);
        if (driverId !== null && bounds.contains([longitude, latitude])) {
          drivers.push({ driverId, latitude, longitude, status: car.status });
        }
      }
      return drivers.sort((a, b) => a.driverId.localeCompare(b.driverId));
    },
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
    padding(covered) {
      inset = { ...covered, left: 0 };
    },
    frames: () => overlay.frames(),
    close() {
      clearTimeout(viewportTimer);
      address.close();
      stopCells();
      stopNames();
      stopLive();
      stopTheme();
      still.removeEventListener('change', motionChanged);
      overlay.close();
      session.close();
      map.remove();
    },
  };
}
