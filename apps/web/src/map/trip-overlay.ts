import type { WatchedDriver } from '@rumo/events';
import type { FeatureCollection, Geometry } from 'geojson';
import type { GeoJSONSourceSpecification, LayerSpecification } from 'maplibre-gl';
import type { MapPalette } from './map-palette.ts';

export type TripFeatures = FeatureCollection<Geometry, { readonly part: string }>;

const nothing: TripFeatures = { type: 'FeatureCollection', features: [] };
export const tripSource: GeoJSONSourceSpecification = { type: 'geojson', data: nothing };

/** The selected driver's trip as the map draws it: pickup, dropoff, and the line as the crow flies between them. */
export function tripFeatures(trip: WatchedDriver['trip'] | undefined): TripFeatures {
  if (!trip) return nothing;
  const pickup = [trip.pickup.longitude, trip.pickup.latitude];
  const dropoff = [trip.dropoff.longitude, trip.dropoff.latitude];
  return {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { part: 'way' },
        geometry: { type: 'LineString', coordinates: [pickup, dropoff] },
      },
      { type: 'Feature', properties: { part: 'pickup' }, geometry: { type: 'Point', coordinates: pickup } },
      { type: 'Feature', properties: { part: 'dropoff' }, geometry: { type: 'Point', coordinates: dropoff } },
    ],
  };
}

export function tripLayers(palette: MapPalette): LayerSpecification[] {
  const isPart = (part: string) => ['==', ['get', 'part'], part] as ['==', ['get', string], string];
  return [
    {
      id: 'trip-way',
      type: 'line',
      source: 'trip',
      filter: isPart('way'),
      layout: { 'line-cap': 'round' },
      paint: {
        'line-color': palette.tripLine,
        'line-width': 2,
        'line-opacity': 0.55,
        'line-dasharray': [0.5, 2.5],
      },
    },
    ...(['pickup', 'dropoff'] as const).map(
      (part): LayerSpecification => ({
        id: `trip-${part}`,
        type: 'circle',
        source: 'trip',
        filter: isPart(part),
        paint: {
          'circle-radius': 6,
          // Pickup is a ring, dropoff a disc: told apart without their colours.
          'circle-color': part === 'pickup' ? palette.halo : palette.dropoff,
          'circle-stroke-width': part === 'pickup' ? 4 : 3,
          'circle-stroke-color': part === 'pickup' ? palette.pickup : palette.halo,
        },
      }),
    ),
    {
      id: 'trip-names',
      type: 'symbol',
      source: 'trip',
      filter: ['!=', ['get', 'part'], 'way'],
      layout: {
        'text-field': ['match', ['get', 'part'], 'pickup', 'Pickup', 'Dropoff'],
        'text-font': ['sans-serif'],
        'text-size': 12,
        'text-offset': [0, 1.3],
        'text-anchor': 'top',
        'text-optional': true,
      },
      paint: { 'text-color': palette.placeName, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ];
}
