import { envField, readEnv } from '@rumo/service';
import { z } from 'zod';

/** What the speed pages' server side reads, at run time only. */
function readSpeedEnv() {
  const env = readEnv({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    LIVE_MAP_PORT: envField.port(3001),
    DRIVER_SPEED_PORT: envField.port(3002),
    LIVE_MAP_STATUS_URL: z.url({ protocol: /^https?$/ }).optional(),
    DRIVER_SPEED_URL: z.url({ protocol: /^https?$/ }).optional(),
  });
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    liveMapUrl: env.LIVE_MAP_STATUS_URL ?? `http://127.0.0.1:${env.LIVE_MAP_PORT}`,
    driverSpeedUrl: env.DRIVER_SPEED_URL ?? `http://127.0.0.1:${env.DRIVER_SPEED_PORT}`,
  };
}

let known: ReturnType<typeof readSpeedEnv> | undefined;

/** The environment of this process, read once. */
export function speedEnv(): ReturnType<typeof readSpeedEnv> {
  known ??= readSpeedEnv();
  return known;
}
