import { envField, networkEnv, readEnv } from '@rumo/service';
import { z } from 'zod';

/**
 * What the web server reads from its environment, at run time only: a build holds no address.
 * Without `CITIES_DIR` the repository's own `cities` folder is meant.
 */
export function readWebEnv() {
  return readEnv({
    ...networkEnv,
    CITY: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'small letters, digits and dashes only')
      .default('montevideo'),
    CITIES_DIR: z.string().optional(),
    /** `/`: the page's own origin, where something in front of both serves the sockets too. */
    LIVE_MAP_URL: z.union([z.literal('/'), z.url({ protocol: /^(https?|wss?)$/ })]).optional(),
    LIVE_MAP_PORT: envField.port(3001),
  });
}
export type WebEnv = ReturnType<typeof readWebEnv>;

let known: WebEnv | undefined;

/** The environment of this process, read once. */
export function webEnv(): WebEnv {
  known ??= readWebEnv();
  return known;
}
