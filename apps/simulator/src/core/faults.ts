import { purpose, uniform } from './random.ts';

/** How devices fail. Rates are shares of fixes unless said otherwise. */
export interface FaultSettings {
  /** Sent a second time, within some seconds. */
  readonly duplicateRate: number;
  /** Held up in the network for a time of this mean (exponential), at most a minute. */
  readonly delayRate: number;
  readonly delayMeanMs: number;
  /** Overtaken by the driver's next fix. */
  readonly disorderRate: number;
  /** Device offline: times an hour and driver, how long, and which share forgets what it could not send. */
  readonly dropoutsPerHour: number;
  readonly dropoutLeastS: number;
  readonly dropoutMostS: number;
  readonly dropoutLosesShare: number;
}

export const defaultFaults: FaultSettings = {
  duplicateRate: 0.002,
  delayRate: 0.004,
  delayMeanMs: 2_500,
  disorderRate: 0.002,
  dropoutsPerHour: 1,
  dropoutLeastS: 4,
  dropoutMostS: 30,
  dropoutLosesShare: 0.5,
};

const longestDelayMs = 60_000;
const latestCopyMs = 3_000;

/** How late a fix is sent, ms, and how late its copy; −1 for no copy. */
export interface Delivery {
  delayMs: number;
  copyMs: number;
}

export function planDelivery(settings: FaultSettings, seed: number, second: number, out: Delivery): void {
  out.delayMs = 0;
  out.copyMs = -1;
  if (uniform(seed, purpose.delay, 2 * second) < settings.delayRate) {
    const late = -Math.log(1 - uniform(seed, purpose.delay, 2 * second + 1)) * settings.delayMeanMs;
    out.delayMs = Math.min(longestDelayMs, Math.ceil(late));
  } else if (uniform(seed, purpose.disorder, 2 * second) < settings.disorderRate) {
    out.delayMs = 1_100 + Math.floor(800 * uniform(seed, purpose.disorder, 2 * second + 1));
  }
  if (uniform(seed, purpose.duplicate, 2 * second) < settings.duplicateRate) {
    out.copyMs = out.delayMs + Math.floor(latestCopyMs * uniform(seed, purpose.duplicate, 2 * second + 1));
  }
}

/** Whole seconds of a dropout that begins in this second, 0 for none; negative when what it holds is lost. */
export function dropoutS(settings: FaultSettings, seed: number, second: number): number {
  if (uniform(seed, purpose.dropout, 4 * second) >= settings.dropoutsPerHour / 3_600) return 0;
  const { dropoutLeastS, dropoutMostS, dropoutLosesShare } = settings;
  const length = Math.round(
    dropoutLeastS + (dropoutMostS - dropoutLeastS) * uniform(seed, purpose.dropout, 4 * second + 1),
  );
  return uniform(seed, purpose.dropout, 4 * second + 2) < dropoutLosesShare ? -length : length;
}
