/** One answered question "what is the broker's time?", in the browser's monotonic clock. */
interface ClockSample {
  readonly receivedAtMs: number;
  readonly roundTripMs: number;
  /** Broker time minus the browser's clock. */
  readonly offsetMs: number;
}

/** What is known of the broker's clock: the samples of the last two minutes. */
export type BrokerClock = readonly ClockSample[];

export const noBrokerClock: BrokerClock = [];

const keptMs = 120_000;
const keptSamples = 32;

/**
 * Adds an answer that was asked for at `sentAtMs` and came at `receivedAtMs` (both of the browser's clock).
 * Cristian's algorithm: the answer is taken to have been given half a round trip before it came.
 */
export function addClockAnswer(
  clock: BrokerClock,
  sentAtMs: number,
  receivedAtMs: number,
  brokerTimeMs: number,
): BrokerClock {
  const roundTripMs = receivedAtMs - sentAtMs;
  if (!Number.isFinite(brokerTimeMs) || !(roundTripMs >= 0)) return clock;
  const sample = { receivedAtMs, roundTripMs, offsetMs: brokerTimeMs - (sentAtMs + receivedAtMs) / 2 };
  return [...clock.filter((old) => receivedAtMs - old.receivedAtMs <= keptMs), sample].slice(-keptSamples);
}

/** The broker's time at `localMs` by the sample of the shortest round trip; null before the first answer. */
export function brokerTimeAt(clock: BrokerClock, localMs: number): number | null {
  let best: ClockSample | undefined;
  for (const sample of clock) {
    if (best === undefined || sample.roundTripMs <= best.roundTripMs) best = sample;
  }
  return best === undefined ? null : localMs + best.offsetMs;
}
