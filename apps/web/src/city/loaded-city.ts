import {
  basemapLayers,
  type CityInfo,
  type EdgeIndex,
  indexEdges,
  indexStreetNames,
  readCityInfo,
  readCityPack,
  type StreetNames,
} from '@rumo/city';
import { cityFolder } from './city-folder.ts';
import { type ClientCity, layerFileName } from './client-city.ts';

/** Read from disk once per process: a pack does not change under a running server. */
let info: CityInfo | undefined;
let edges: EdgeIndex | undefined;
let names: StreetNames | undefined;

/** Throws, naming the folder, when there is no pack. */
export function cityInfo(): CityInfo {
  info ??= readCityInfo(cityFolder());
  return info;
}

/** The city's streets, found by place. Loaded when the first car is asked about, not at start. */
export function cityEdges(): EdgeIndex {
  edges ??= indexEdges(readCityPack(cityFolder()).graph);
  return edges;
}

/** The city's streets, found by name. */
export function cityStreetNames(): StreetNames {
  names ??= indexStreetNames(cityEdges().graph);
  return names;
}

export function clientCity(): ClientCity {
  const { id, name, center, bounds, attribution, files } = cityInfo();
  const layers = Object.fromEntries(
    basemapLayers(cityInfo()).map((layer) => [
      layer,
      `/api/city/layers/${layerFileName(layer, files[layer].sha256)}`,
    ]),
  );
  return { id, name, center, bounds, attribution, layers };
}
