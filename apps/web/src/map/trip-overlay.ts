import type { WatchedDriver } from '@rumo/events';
import type { FeatureCollection, Geometry } from 'geojson';
import type { GeoJSONSourceSpecification, LayerSpecification } from 'maplibre-gl';
import type { RouteAnswer } from '../city/city-answers.ts';
import type { MapPalette } from './map-palette.ts';

export type TripFeatures = FeatureCollection<Geometry, { readonly part: string }>;

const nothing: TripFeatures = { type: 'FeatureCollection', features: [] };
export const tripSource: GeoJSONSourceSpecification = { type: 'geojson', data: nothing };

/**
 * The selected driver's trip as the map draws it: pickup, dropoff, the way that is left to the next of them, and the
 * line as the crow flies where the way is not known or comes later.
 */
export function tripFeatures(watched: WatchedDriver | null, route: RouteAnswer | null): TripFeatures {
  if (watched === null || watched.trip === null) return nothing;
  const { fix, trip } = watched;
  const car = [fix.longitude, fix.latitude];
  const pickup = [trip.pickup.longitude, trip.pickup.latitude];
  const dropoff = [trip.dropoff.longitude, trip.dropoff.latitude];
  const isOn = fix.status === 'on_trip';
  const left = route === null ? line('way', [car, isOn ? dropoff : pickup]) : line('route', route.line);
  return {
    type: 'FeatureCollection',
    features: [
      left,
      ...(isOn ? [] : [line('way', [pickup, dropoff])]),
      point(isOn ? 'picked-up' : 'pickup', pickup),
      point('dropoff', dropoff),
    ],
  };
}

type Feature = TripFeatures['features'][number];
type Coordinates = readonly (readonly number[])[];

function line(part: string, coordinates: Coordinates): Feature {
  const geometry = { type: 'LineString' as const, coordinates: coordinates.map((each) => [...each]) };
  return { type: 'Feature', properties: { part }, geometry };
}

function point(part: string, coordinates: number[]): Feature {
  return { type: 'Feature', properties: { part }, geometry: { type: 'Point', coordinates } };
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
    ...(['casing', 'line'] as const).map(
      (layer): LayerSpecification => ({
        id: `trip-route-${layer}`,
        type: 'line',
        source: 'trip',
        filter: isPart('route'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': layer === 'line' ? palette.dropoff : palette.halo,
          'line-width': layer === 'line' ? 5 : 8,
          'line-opacity': layer === 'line' ? 0.75 : 0.9,
        },
      }),
    ),
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
      filter: ['in', ['get', 'part'], ['literal', ['pickup', 'dropoff']]],
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
