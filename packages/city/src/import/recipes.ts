import type { Position } from '@rumo/geo';
import type { Side } from './approximate-shore.ts';
import type { NpmArchive } from './npm-archive.ts';

/** A city that is made from a public archive of OSM QA tiles. */
export interface CityRecipe {
  readonly name: string;
  readonly archive: NpmArchive;
  /** The tiles' folder in the archive; files are called zoom-x-y.mvt. */
  readonly tileFolder: string;
  readonly center: Position;
  /** Sides of the tiles where the open sea lies. */
  readonly shore: readonly Side[];
}

export const recipes: ReadonlyMap<string, CityRecipe> = new Map([
  [
    'montevideo',
    {
      name: 'Montevideo',
      archive: {
        package: '@mapbox/mvt-fixtures',
        version: '4.0.0',
        sha256: '214047a8e5df8dd0470515fbacf79dfafa88affc24cf41b83e23bfacaa30e7bd',
      },
      tileFolder: 'package/real-world/osm-qa-montevideo/',
      center: { latitude: -34.9011, longitude: -56.1645 },
      shore: ['south'],
    },
  ],
]);
