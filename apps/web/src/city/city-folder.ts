import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type WebEnv, webEnv } from '../env.ts';

/**
 * The folder of the city's pack. Without CITIES_DIR the repository's `cities` is looked for upwards from where the
 * server was started; a bundle does not know where its sources were.
 */
export function cityFolder(
  env: Pick<WebEnv, 'CITY' | 'CITIES_DIR'> = webEnv(),
  from = process.cwd(),
): string {
  if (env.CITIES_DIR !== undefined) return resolve(/* turbopackIgnore: true */ env.CITIES_DIR, env.CITY);
  const upwards = ['.', '..', '../..'].map((step) =>
    resolve(/* turbopackIgnore: true */ from, step, 'cities', env.CITY),
  );
  return upwards.find((folder) => existsSync(`${folder}/city.json`)) ?? upwards[0];
}
