import { Deck } from '@deck.gl/core';
import { ScatterplotLayer } from '@deck.gl/layers';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { ClientCity } from '../../apps/web/src/city/client-city.ts';
import { everyCar } from '../../apps/web/src/live/car-filter.ts';
import { startLiveSession } from '../../apps/web/src/live/live-session.ts';
import { createCityMap } from '../../apps/web/src/map/city-map.ts';
import { pxPerM } from '../../apps/web/src/map/map-box.ts';
import { mapPalettes } from '../../apps/web/src/map/map-palette.ts';
import { createVehicleOverlay } from '../../apps/web/src/map/vehicle-overlay.ts';
import { center, movingCars, streetPieces } from './moving-cars.ts';

export type Way = 'basemap' | 'rumo' | 'setData' | 'deck.gl';

/** One way of drawing so many cars on a basemap that rests or is moved. Asked by map-render.ts through the page. */
interface Stage {
  start(way: Way, cars: number, isPanning: boolean): Promise<void>;
  /** Pictures drawn since the start. */
  pictures(): number;
}

const view = { ...center, zoom: Number(new URLSearchParams(location.search).get('zoom') ?? 12) };
let pictures = 0;

async function start(way: Way, count: number, isPanning: boolean): Promise<void> {
  const container = document.getElementById('map') as HTMLElement;
  const city = (await (await fetch('/city.json')).json()) as ClientCity;
  const palette = mapPalettes[location.search.includes('dark') ? 'dark' : 'light'];
  let camera: (matrix: ArrayLike<number>) => void = () => {};
  const { map } = createCityMap(container, city, palette, view, (matrix) => camera(matrix));
  await new Promise<void>((resolve) => map.once('idle', () => resolve()));
  const cars = movingCars(count, await streetPieces());
  const seconds = () => performance.now() / 1_000;
  if (way === 'rumo') {
    const session = startLiveSession(String(count), center, (hear) => {
      const worker = new Worker('/engine-worker.js', { type: 'module' });
      worker.onmessage = ({ data }) => hear(data);
      return { say: (message) => worker.postMessage(message), close: () => worker.terminate() };
    });
    const overlay = createVehicleOverlay(document.getElementById('cars') as HTMLCanvasElement, session, {
      ...{
        palette: palette.cars,
        zoom: view.zoom,
        pxPerM: pxPerM(view),
        colorBy: 'status',
        filter: everyCar,
      },
      ...{ alone: false, accuracyM: null, stepped: false, crowded: false },
    });
    camera = (matrix) => overlay.camera(matrix);
    map.redraw();
    if (!isPanning) everyPicture(() => overlay.meter.pictures());
  }
  if (way === 'setData') drawBySetData(map, cars, seconds);
  if (way === 'deck.gl') drawByDeck(cars, seconds);
  if (isPanning) pan(map);
}

/** Every frame the map is moved a little, to and fro: a picture is one of the map. */
function pan(map: MapLibreMap): void {
  map.on('render', () => {
    pictures++;
  });
  const step = () => {
    const along = Math.sin(performance.now() / 700) * 0.01;
    map.jumpTo({ center: [center.longitude + along, center.latitude] });
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function everyPicture(drawn: () => number): void {
  const before = drawn();
  stage.pictures = () => drawn() - before;
}

type Cars = ReturnType<typeof movingCars>;

/** As an application of MapLibre's would: new places for all cars in each frame, one circle layer. */
function drawBySetData(map: MapLibreMap, cars: Cars, seconds: () => number): void {
  const places = () => ({
    type: 'FeatureCollection' as const,
    features: Array.from({ length: cars.count }, (_, car) => ({
      type: 'Feature' as const,
      properties: {},
      geometry: {
        type: 'Point' as const,
        coordinates: [cars.longitude(car, seconds()), cars.latitude(car, seconds())],
      },
    })),
  });
  map.addSource('moving', { type: 'geojson', data: places() });
  map.addLayer({ id: 'moving', type: 'circle', source: 'moving', paint: { 'circle-radius': 4 } });
  // The next data goes out when the map has shown the last: asking faster only fills its queue.
  map.on('sourcedata', ({ sourceId, isSourceLoaded, sourceDataType }) => {
    if (sourceId !== 'moving' || !isSourceLoaded || sourceDataType === 'metadata') return;
    pictures++;
    requestAnimationFrame(() => map.getSource<GeoJSONSource>('moving')?.setData(places()));
  });
  map.getSource<GeoJSONSource>('moving')?.setData(places());
}

/** As deck.gl's own guide to performance has it: one binary attribute, given anew in each frame. */
function drawByDeck(cars: Cars, seconds: () => number): void {
  const positions = new Float32Array(cars.count * 2);
  const layer = () => {
    const at = seconds();
    for (let car = 0; car < cars.count; car++) {
      positions[2 * car] = cars.longitude(car, at);
      positions[2 * car + 1] = cars.latitude(car, at);
    }
    return new ScatterplotLayer({
      id: 'moving',
      data: { length: cars.count, attributes: { getPosition: { value: positions.slice(), size: 2 } } },
      getRadius: 4,
      radiusUnits: 'pixels',
      getFillColor: [0, 114, 178],
    });
  };
  const deck = new Deck({
    canvas: 'cars',
    viewState: { ...center, zoom: view.zoom },
    controller: false,
    layers: [layer()],
    onAfterRender: () => {
      pictures++;
    },
  });
  const step = () => {
    deck.setProps({ layers: [layer()] });
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

const stage: Stage = { start, pictures: () => pictures };
Object.assign(globalThis, { stage });
