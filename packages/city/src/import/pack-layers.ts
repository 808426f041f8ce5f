import type { Feature } from 'geojson';
import { streetsLayer } from '../pack.ts';
import { encodeStreets } from '../street-file.ts';
import { geojsonBytes } from './geojson.ts';
import { buildingsLayer, parksLayer, sandLayer } from './ground-layers.ts';
import { placesLayer } from './places-layer.ts';
import { roadsLayer } from './roads-layer.ts';
import type { SourceMap } from './source-map.ts';
import type { StreetNetworkReport } from './street-network.ts';
import { waterLayer } from './water-layer.ts';

/** All files of a pack before compression, by layer. */
export function packLayers(
  source: SourceMap,
  { network }: StreetNetworkReport,
  sea: Feature | null,
): ReadonlyMap<string, Uint8Array> {
  return new Map([
    [streetsLayer, encodeStreets(network)],
    ['water', geojsonBytes(waterLayer(source, sea))],
    ['sand', geojsonBytes(sandLayer(source))],
    ['parks', geojsonBytes(parksLayer(source))],
    ['buildings', geojsonBytes(buildingsLayer(source))],
    ['roads', geojsonBytes(roadsLayer(source))],
    ['places', geojsonBytes(placesLayer(source))],
  ]);
}
