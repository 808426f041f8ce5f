import { driverSeed, purpose, uniform } from './random.ts';

/** How each driver drives, by driver; follows from the seed alone. */
export interface Temper {
  readonly seed: Uint32Array;
  /** Times the street's limit: the speed aimed at on a free street. */
  readonly limitFactor: Float64Array;
  readonly accelerationMps2: Float64Array;
  readonly brakingMps2: Float64Array;
  /** √(m/s²): the root of the lateral acceleration taken in corners. */
  readonly lateralRoot: Float64Array;
}

export const temperBounds = {
  limitFactor: [0.82, 1.06],
  hurriedFactor: [1.12, 1.3],
  accelerationMps2: [1.5, 2.5],
  brakingMps2: [1.6, 2.6],
  lateralMps2: [1.8, 3],
} as const;

/** The share of drivers who do not mind the limit, so that speeding is there to be found. */
const hurriedShare = 0.04;

export function tempers(seed: number, drivers: number): Temper {
  const seeds = Uint32Array.from({ length: drivers }, (_, driver) => driverSeed(seed, driver));
  const draw = (counter: number, [least, most]: readonly [number, number]) =>
    Float64Array.from(seeds, (own) => least + (most - least) * uniform(own, purpose.temper, counter));
  const hurried = draw(4, temperBounds.hurriedFactor);
  const isHurried = (driver: number) => uniform(seeds[driver], purpose.temper, 5) < hurriedShare;
  return {
    seed: seeds,
    limitFactor: draw(0, temperBounds.limitFactor).map((factor, driver) =>
      isHurried(driver) ? hurried[driver] : factor,
    ),
    accelerationMps2: draw(1, temperBounds.accelerationMps2),
    brakingMps2: draw(2, temperBounds.brakingMps2),
    lateralRoot: draw(3, temperBounds.lateralMps2).map(Math.sqrt),
  };
}
