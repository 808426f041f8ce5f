import type { Feature, Polygon } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { MapPalette } from './map-palette.ts';

/** Everything but the city's bounds: where the data ends, so does the map, and it should look like it. */
export function outsideOf(bounds: readonly [west: number, south: number, east: number, north: number]) {
  const [west, south, east, north] = bounds;
  const far = 20;
  const outside: Feature<Polygon> = {
    type: 'Feature',
    properties: {},
    geometry: {
      type: 'Polygon',
      coordinates: [
        ring(west - far, Math.max(-85, south - far), east + far, Math.min(85, north + far)),
        ring(west, south, east, north).reverse(),
      ],
    },
  };
  return outside;
}

export function edgeLayers(palette: MapPalette): LayerSpecification[] {
  return [
    { id: 'outside', type: 'fill', source: 'outside', paint: { 'fill-color': palette.outside } },
    {
      id: 'edge',
      type: 'line',
      source: 'outside',
      paint: { 'line-color': palette.edge, 'line-width': 1 },
    },
  ];
}

function ring(west: number, south: number, east: number, north: number): [number, number][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}
