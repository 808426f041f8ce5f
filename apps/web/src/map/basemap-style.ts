import type {
  ExpressionSpecification,
  FilterSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import type { MapPalette } from './map-palette.ts';

/** Layers of a city pack that the basemap draws; a pack may lack any of them. */
export const basemapSources = ['parks', 'sand', 'water', 'buildings', 'roads', 'places'] as const;
export type BasemapSource = (typeof basemapSources)[number];

/**
 * The map's style in one palette, from the layers a city has. `addresses` maps a layer's name to its absolute URL.
 * There is no glyph server: `glyphs` is left out, so that the browser's own sans-serif draws the names.
 */
export function basemapStyle(
  palette: MapPalette,
  addresses: Readonly<Record<string, string>>,
  attribution: string,
): StyleSpecification {
  const sources: Record<string, GeoJSONSourceSpecification> = {};
  for (const source of basemapSources) {
    if (!Object.hasOwn(addresses, source)) continue;
    sources[source] = {
      type: 'geojson',
      data: addresses[source],
      maxzoom: 15,
      tolerance: 0.3,
      buffer: 32,
      attribution: source === 'roads' ? attribution : '',
    };
  }
  return {
    version: 8,
    sources,
    layers: basemapLayers(palette).filter((layer) => !('source' in layer) || layer.source in sources),
  };
}

/** All layers from the ground up, with the palette's colours. */
export function basemapLayers(palette: MapPalette): LayerSpecification[] {
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': palette.ground } },
    {
      id: 'parks',
      type: 'fill',
      source: 'parks',
      paint: {
        'fill-color': ['match', ['get', 'kind'], ['pitch', 'playground'], palette.pitch, palette.park],
      },
    },
    { id: 'sand', type: 'fill', source: 'sand', paint: { 'fill-color': palette.sand } },
    {
      id: 'water',
      type: 'fill',
      source: 'water',
      filter: isArea,
      paint: { 'fill-color': ['match', ['get', 'kind'], 'sea', palette.sea, palette.water] },
    },
    {
      id: 'waterways',
      type: 'line',
      source: 'water',
      filter: isLine,
      paint: { 'line-color': palette.water, 'line-width': widths([11, 0.8], [14, 2], [17, 6]) },
    },
    {
      id: 'buildings',
      type: 'fill',
      source: 'buildings',
      minzoom: 14.5,
      paint: {
        'fill-color': palette.building,
        'fill-outline-color': palette.buildingLine,
        'fill-opacity': widths([14.5, 0], [15, 1]),
      },
    },
    {
      id: 'paths',
      type: 'line',
      source: 'roads',
      minzoom: 15,
      filter: isClass('path', 'track'),
      paint: {
        'line-color': palette.path,
        'line-width': widths([15, 0.6], [18, 1.8]),
        'line-dasharray': [3, 2],
      },
    },
    {
      id: 'rails',
      type: 'line',
      source: 'roads',
      minzoom: 12,
      filter: isClass('rail'),
      paint: { 'line-color': palette.rail, 'line-width': widths([12, 0.6], [16, 1.6]) },
    },
    ...roadClasses.map((road) => roadLayer(road, palette, 'casing')),
    ...roadClasses.map((road) => roadLayer(road, palette, 'fill')),
    ...nameLayers(palette),
  ];
}

interface RoadClass {
  readonly id: string;
  readonly classes: readonly string[];
  readonly minzoom: number;
  /** Width in px by zoom. */
  readonly width: readonly (readonly [zoom: number, px: number])[];
  readonly color: 'roadMinor' | 'roadMain' | 'roadFast';
}

/** From the ground up, so that a main road lies on the lane that meets it. */
const roadClasses: readonly RoadClass[] = [
  {
    id: 'service',
    classes: ['service', 'pedestrian'],
    minzoom: 14,
    width: [
      [14, 0.5],
      [16, 2],
      [18, 5],
    ],
    color: 'roadMinor',
  },
  {
    id: 'residential',
    classes: ['residential', 'living_street', 'unclassified'],
    minzoom: 12,
    width: [
      [12, 0.5],
      [14, 1.6],
      [16, 5],
      [18, 8],
    ],
    color: 'roadMinor',
  },
  {
    id: 'tertiary',
    classes: ['tertiary'],
    minzoom: 11,
    width: [
      [11, 0.5],
      [14, 2.6],
      [16, 6],
      [18, 8],
    ],
    color: 'roadMain',
  },
  {
    id: 'secondary',
    classes: ['secondary'],
    minzoom: 9.5,
    width: [
      [10, 0.7],
      [14, 3.4],
      [16, 7],
      [18, 8],
    ],
    color: 'roadMain',
  },
  {
    id: 'primary',
    classes: ['primary'],
    minzoom: 8,
    width: [
      [9, 0.7],
      [14, 4],
      [16, 7.5],
      [18, 8],
    ],
    color: 'roadFast',
  },
  {
    id: 'motorway',
    classes: ['motorway', 'trunk'],
    minzoom: 6,
    width: [
      [8, 0.8],
      [14, 4.6],
      [16, 8],
      [18, 8],
    ],
    color: 'roadFast',
  },
];

function roadLayer(road: RoadClass, palette: MapPalette, part: 'casing' | 'fill'): LayerSpecification {
  const hairlinePx = 1.4;
  return {
    id: `road-${road.id}-${part}`,
    type: 'line',
    source: 'roads',
    minzoom: part === 'casing' ? Math.max(road.minzoom, 12.5) : road.minzoom,
    filter: isClass(...road.classes),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint:
      part === 'fill'
        ? { 'line-color': palette[road.color], 'line-width': widths(...road.width) }
        : {
            'line-color': road.color === 'roadFast' ? palette.casingFast : palette.casing,
            'line-width': widths(...road.width.map(([zoom, px]) => [zoom, px + hairlinePx] as const)),
            'line-opacity': widths([12.5, 0], [13.5, 1]),
          },
  };
}

function nameLayers(palette: MapPalette): LayerSpecification[] {
  const halo = { 'text-halo-color': palette.halo, 'text-halo-width': 1.4 };
  const street = (id: string, minzoom: number, classes: readonly string[], sizes: [number, number][]) =>
    ({
      id: `name-${id}`,
      type: 'symbol',
      source: 'roads',
      minzoom,
      filter: ['all', ['has', 'name'], isClass(...classes)],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 320,
        'text-field': ['get', 'name'],
        'text-font': ['sans-serif'],
        'text-size': widths(...sizes),
        'text-max-angle': 30,
        'text-padding': 6,
      },
      paint: { 'text-color': palette.streetName, ...halo },
    }) as LayerSpecification;
  return [
    street(
      'minor',
      15,
      ['residential', 'living_street', 'unclassified', 'service', 'pedestrian'],
      [
        [15, 10.5],
        [18, 13],
      ],
    ),
    street(
      'main',
      14,
      ['tertiary', 'secondary'],
      [
        [14, 11],
        [18, 14],
      ],
    ),
    street(
      'big',
      12.8,
      ['primary', 'trunk', 'motorway'],
      [
        [13, 11],
        [18, 15],
      ],
    ),
    // Small squares have names too, as many as streets: they wait until there is room.
    parkNames('name-squares', 15.4, ['!', isPark], palette),
    parkNames('name-parks', 13.6, isPark, palette),
    {
      id: 'name-places',
      type: 'symbol',
      source: 'places',
      minzoom: 9,
      maxzoom: 15.5,
      filter: [
        'any',
        ['<=', ['get', 'rank'], 2],
        ['all', ['>=', ['zoom'], 11], ['==', ['get', 'kind'], 'suburb']],
        ['>=', ['zoom'], 13],
      ],
      layout: {
        'text-field': ['get', 'name'],
        'text-font': ['sans-serif'],
        'text-size': ['match', ['get', 'kind'], ['city', 'town'], 17, 'suburb', 13, 11.5],
        'text-letter-spacing': 0.04,
        'text-max-width': 8,
        'text-padding': 8,
        'symbol-sort-key': ['coalesce', ['get', 'rank'], 9],
      },
      paint: { 'text-color': palette.placeName, ...halo },
    },
  ];
}

const isPark: ExpressionSpecification = [
  'in',
  ['get', 'kind'],
  ['literal', ['park', 'cemetery', 'golf_course', 'garden', 'forest']],
];

function parkNames(
  id: string,
  minzoom: number,
  kinds: ExpressionSpecification,
  palette: MapPalette,
): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source: 'parks',
    minzoom,
    filter: ['all', ['has', 'name'], kinds],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': ['sans-serif'],
      'text-size': 11,
      'text-max-width': 8,
    },
    paint: { 'text-color': palette.parkName, 'text-halo-color': palette.halo, 'text-halo-width': 1.4 },
  };
}

const isArea: FilterSpecification = ['==', ['geometry-type'], 'Polygon'];
const isLine: FilterSpecification = ['==', ['geometry-type'], 'LineString'];

function isClass(...classes: readonly string[]): ExpressionSpecification {
  return ['in', ['get', 'class'], ['literal', [...classes]]];
}

/** Straight between the given stops. */
function widths(...stops: readonly (readonly [zoom: number, value: number])[]): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as ExpressionSpecification;
}
