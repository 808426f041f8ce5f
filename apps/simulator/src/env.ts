import { envField, networkEnv } from '@rumo/service';
import { z } from 'zod';
import { defaultFaults, type FaultSettings } from './core/faults.ts';
import { defaultNoise, type NoiseSettings } from './core/gps-noise.ts';

const share = (fallback: number) => envField.number(fallback, 0, 1);

/** What the simulator reads from the environment, besides the KAFKA_ values of the event stream. */
export const simulatorEnv = {
  ...networkEnv,
  SIMULATOR_PORT: envField.port(3003),
  DRIVERS: envField.integer(300, 1, 200_000),
  CITY: z.string().default('montevideo'),
  /** The folder of city packs; default: this repository's. */
  CITIES_DIR: z.string().optional(),
  SEED: envField.integer(1, 0, 2 ** 32 - 1),
  RUMO_DATA: z.string().default('.rumo'),
  SIMULATOR_TICK_MS: envField.integer(100, 10, 1_000),
  /** Default: on up to 1,000 drivers. */
  ODOMETER: z.enum(['true', 'false', '1', '0']).optional(),
  /** Where the true speeds are written; without it they are not. */
  DATABASE_URL: z.string().optional(),
  NOISE_WANDER_M: envField.number(defaultNoise.wanderM, 0, 1_000),
  NOISE_WANDER_S: envField.number(defaultNoise.wanderS, 0, 3_600),
  NOISE_JITTER_M: envField.number(defaultNoise.jitterM, 0, 1_000),
  NOISE_SPEED_MPS: envField.number(defaultNoise.speedMps, 0, 20),
  NOISE_SPEED_MISSING: share(defaultNoise.speedMissing),
  NOISE_HEADING_MPS: envField.number(defaultNoise.headingMps, 0, 20),
  FAULT_DUPLICATES: share(defaultFaults.duplicateRate),
  FAULT_DELAYS: share(defaultFaults.delayRate),
  FAULT_DELAY_MEAN_MS: envField.number(defaultFaults.delayMeanMs, 0, 60_000),
  FAULT_DISORDER: share(defaultFaults.disorderRate),
  FAULT_DROPOUTS_PER_HOUR: envField.number(defaultFaults.dropoutsPerHour, 0, 3_600),
  FAULT_DROPOUT_LEAST_S: envField.integer(defaultFaults.dropoutLeastS, 1, 3_600),
  FAULT_DROPOUT_MOST_S: envField.integer(defaultFaults.dropoutMostS, 1, 3_600),
  FAULT_DROPOUT_LOSES: share(defaultFaults.dropoutLosesShare),
};
export type SimulatorEnv = z.infer<z.ZodObject<typeof simulatorEnv>>;

export function noiseSettings(env: SimulatorEnv): NoiseSettings {
  return {
    wanderM: env.NOISE_WANDER_M,
    wanderS: env.NOISE_WANDER_S,
    jitterM: env.NOISE_JITTER_M,
    speedMps: env.NOISE_SPEED_MPS,
    speedMissing: env.NOISE_SPEED_MISSING,
    headingMps: env.NOISE_HEADING_MPS,
  };
}

export function faultSettings(env: SimulatorEnv): FaultSettings {
  return {
    duplicateRate: env.FAULT_DUPLICATES,
    delayRate: env.FAULT_DELAYS,
    delayMeanMs: env.FAULT_DELAY_MEAN_MS,
    disorderRate: env.FAULT_DISORDER,
    dropoutsPerHour: env.FAULT_DROPOUTS_PER_HOUR,
    dropoutLeastS: env.FAULT_DROPOUT_LEAST_S,
    dropoutMostS: Math.max(env.FAULT_DROPOUT_LEAST_S, env.FAULT_DROPOUT_MOST_S),
    dropoutLosesShare: env.FAULT_DROPOUT_LOSES,
  };
}

const odometerUpTo = 1_000;

/** Whether each driver's true odometer is published. */
export function odometerOn(env: SimulatorEnv): boolean {
  if (env.ODOMETER === undefined) return env.DRIVERS <= odometerUpTo;
  return env.ODOMETER === 'true' || env.ODOMETER === '1';
}
