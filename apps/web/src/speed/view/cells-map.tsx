'use client';

import 'maplibre-gl/dist/maplibre-gl.css';
import '../../map/attribution.css';
import {
  type GeoJSONSource,
  type GeoJSONSourceSpecification,
  type LayerSpecification,
  Map as MapLibreMap,
  setWorkerCount,
  setWorkerUrl,
} from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { ClientCity } from '../../city/client-city.ts';
import { basemapLayers, basemapStyle } from '../../map/basemap-style.ts';
import { mapPalettes } from '../../map/map-palette.ts';
import { colorBySpeed } from '../../map/speed-scale.ts';
import { useTheme } from '../../shell/theme.ts';
import type { CellsAnswer } from '../api-answers.ts';
import { cellAt, cellBounds, cellFeatures } from '../cell-features.ts';
import styles from './cells-map.module.css';

interface CellsMapProps {
  readonly city: ClientCity;
  readonly cells: CellsAnswer;
  /** The row under the pointer or chosen in the table, −1 for none. */
  readonly pointed: number;
  readonly onPoint: (index: number) => void;
}

const edgePx = 16;

/** The city with its cells coloured by mean speed. */
export default function CellsMap({ city, cells, pointed, onPoint }: CellsMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibreMap | null>(null);
  const [ready, setReady] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const theme = useTheme((state) => state.theme);
  const newest = useRef({ cells, onPoint, theme });
  newest.current = { cells, onPoint, theme };

  useEffect(() => {
    if (container.current === null) return;
    const made = makeMap(container.current, city, newest.current.theme);
    if (typeof made === 'string') {
      setProblem(made);
      return;
    }
    map.current = made;
    made.once('style.load', () => setReady(true));
    const point = ({ lngLat }: { lngLat: { lat: number; lng: number } }) => {
      const { cells, onPoint } = newest.current;
      onPoint(cellAt(cells, { latitude: lngLat.lat, longitude: lngLat.lng }));
    };
    made.on('mousemove', point);
    made.on('click', point);
    made.on('mouseout', () => newest.current.onPoint(-1));
    return () => {
      map.current = null;
      setReady(false);
      made.remove();
    };
  }, [city]);

  const fitted = useRef(false);
  useEffect(() => {
    if (!ready || map.current === null) return;
    map.current.getSource<GeoJSONSource>('speeds')?.setData(cellFeatures(cells));
    const bounds = cellBounds(cells);
    if (bounds === null || fitted.current) return;
    fitted.current = true;
    map.current.fitBounds(bounds, { padding: edgePx, duration: 0 });
  }, [ready, cells]);

  useEffect(() => {
    if (ready) map.current?.setFilter('speed-pointed', ['==', ['get', 'index'], pointed]);
  }, [ready, pointed]);

  useEffect(() => {
    const { current } = map;
    if (!ready || current === null) return;
    for (const layer of [...basemapLayers(mapPalettes[theme]), ...cellLayers(theme)]) {
      if (current.getLayer(layer.id) === undefined) continue;
      for (const [name, value] of Object.entries(layer.paint ?? {}))
        current.setPaintProperty(layer.id, name as 'line-color', value);
    }
  }, [ready, theme]);

  return problem === null ? (
    <div ref={container} className={styles.map} />
  ) : (
    <p className={styles.problem}>
      The map cannot be drawn here ({problem}). The table below has its numbers.
    </p>
  );
}

/** The map, or why there is none. */
function makeMap(container: HTMLElement, city: ClientCity, theme: 'light' | 'dark'): MapLibreMap | string {
  setWorkerUrl(new URL('maplibre-gl/dist/maplibre-gl-worker.mjs', import.meta.url).toString());
  setWorkerCount(1);
  const addresses = Object.fromEntries(
    Object.entries(city.layers).map(([layer, path]) => [layer, new URL(path, location.href).toString()]),
  );
  const base = basemapStyle(mapPalettes[theme], addresses, city.attribution);
  const speeds: GeoJSONSourceSpecification = { type: 'geojson', data: cellFeatures({ zoom: 0, rows: [] }) };
  const under = base.layers.findIndex((layer) => layer.id.startsWith('name-'));
  const layers = base.layers.toSpliced(under, 0, ...cellLayers(theme));
  try {
    const map = new MapLibreMap({
      container,
      style: { ...base, sources: { ...base.sources, speeds }, layers },
      bounds: [...city.bounds],
      fitBoundsOptions: { padding: edgePx },
      attributionControl: { compact: false },
      dragRotate: false,
      pitchWithRotate: false,
      // A page scrolls past a map; who wants the map holds Ctrl or takes two fingers.
      cooperativeGestures: true,
      fadeDuration: 0,
      // Paper gets the picture that the screen has.
      canvasContextAttributes: { preserveDrawingBuffer: true },
    });
    map.touchZoomRotate.disableRotation();
    map
      .getCanvas()
      .setAttribute('aria-label', `Map of ${city.name} with mean speeds. The table below has its numbers.`);
    return map;
  } catch (error) {
    return (error as Error).message;
  }
}

function cellLayers(theme: 'light' | 'dark'): LayerSpecification[] {
  return [
    {
      id: 'speed-cells',
      type: 'fill',
      source: 'speeds',
      filter: ['>=', ['get', 'meanKmh'], 0],
      paint: {
        'fill-color': colorBySpeed,
        'fill-opacity': theme === 'light' ? 0.66 : 0.72,
        'fill-antialias': false,
      },
    },
    {
      // The scale begins nearly black: what is slow must be seen on the dark map too.
      id: 'speed-edges',
      type: 'line',
      source: 'speeds',
      filter: ['>=', ['get', 'meanKmh'], 0],
      paint: {
        'line-color': mapPalettes[theme].cars.speedCasing,
        'line-width': 0.6,
        'line-opacity': theme === 'light' ? 0 : 0.35,
      },
    },
    {
      id: 'speed-pointed',
      type: 'line',
      source: 'speeds',
      filter: ['==', ['get', 'index'], -1],
      paint: { 'line-color': mapPalettes[theme].cars.halo, 'line-width': 2.5 },
    },
  ];
}
