import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cityPackDir, readCityPack } from '@rumo/city';
import type { Logger } from '@rumo/service';
import { type StreetMap, streetMapOf } from './windows/street-map.ts';

export interface CityStreetsEnv {
  readonly CITY: string;
  readonly CITIES_DIR?: string | undefined;
  readonly STREETS?: 'on' | 'off' | undefined;
}

/**
 * The streets by which speeds are summed (W16), null where they are off or, unless they are asked for, where there is
 * no pack of the city. Throws when a pack is broken.
 */
export function cityStreets(env: CityStreetsEnv, logger: Logger): StreetMap | null {
  if (env.STREETS === 'off') return null;
  const dir = cityPackDir(env.CITY, env.CITIES_DIR);
  if (env.STREETS === undefined && !existsSync(join(dir, 'city.json'))) {
    logger.info({ city: env.CITY }, 'no pack of this city: speeds are not summed by street');
    return null;
  }
  return streetMapOf(readCityPack(dir));
}
