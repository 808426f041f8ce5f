import { envField, networkEnv } from '@rumo/service';
import { z } from 'zod';
import { outlierMps } from './windows/rules.ts';

/** What driver-speed reads from the environment, besides the KAFKA_ values of the event stream. */
export const driverSpeedEnv = {
  ...networkEnv,
  DRIVER_SPEED_PORT: envField.port(3002),
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'wants postgresql://user:password@host:port/name',
  }),
  /** Allows POST /pause and /resume. */
  SIMULATION: envField.flag(false),
  /** W5: the longest time between two fixes of a driver that makes a segment. */
  SEGMENT_GAP_MS: envField.integer(60_000, 1_000, 3_600_000),
  /** W5: a segment faster than this, m/s, is an outlier: for fleets whose fastest is known. */
  MAX_SPEED_MPS: envField.number(outlierMps, 1, 1_000),
  CITY: z.string().default('montevideo'),
  /** The folder of city packs; default: this repository's. */
  CITIES_DIR: z.string().optional(),
  /** W16: sums by street and by cell, and speeding. Default: on where the city's pack is. */
  STREETS: z.enum(['on', 'off'], { error: 'wants on or off' }).optional(),
};
