import { z } from 'zod';
import { futureLimitMs, graceMs, silenceMs, windowMs, windowStartMs } from './rules.ts';

/** The time of one partition, known from its records alone (W1). −Infinity stands for "none yet". */
export interface StreamClock {
  /** Running maximum of the records' arrivals. */
  arrivalMs: number;
  /** The watermark's greatest time: max of min(occurredAtMs, arrival). */
  greatestMs: number;
  /** Every window that ends at or before this is closed. */
  closedThroughMs: number;
  /** Windows were closed on proof of silence and no record has come since. */
  closedEarly: boolean;
  /** The log lost records right before the next one. */
  afterGap: boolean;
  /** Windows that start before this may lack fixes the log has lost. */
  partialUntilMs: number;
}

export function freshClock(): StreamClock {
  return {
    arrivalMs: Number.NEGATIVE_INFINITY,
    greatestMs: Number.NEGATIVE_INFINITY,
    closedThroughMs: Number.NEGATIVE_INFINITY,
    closedEarly: false,
    afterGap: false,
    partialUntilMs: Number.NEGATIVE_INFINITY,
  };
}

/** W6: −Infinity before the first fix. */
export function watermarkMs(clock: StreamClock): number {
  return clock.greatestMs - graceMs;
}

/** What an arrival tells besides the time. */
export type Silence = 'none' | 'ended' | 'disagreed';

/**
 * Takes in the arrival of the next record (W1). `ended`: it ends a silence, whose windows close first (W10).
 * `disagreed`: windows were closed on proof of a silence that the log does not show.
 */
export function takeArrival(clock: StreamClock, recordArrivalMs: number, gapMs: number): Silence {
  const before = clock.arrivalMs;
  if (recordArrivalMs > before) clock.arrivalMs = recordArrivalMs;
  if (clock.afterGap) {
    // How long the silence before this record was, the lost ones knew. What they held was at most W9's limit ahead,
    // and a driver's segment may have needed the one before by W5's gap.
    clock.afterGap = false;
    clock.closedEarly = false;
    clock.partialUntilMs = clock.arrivalMs + futureLimitMs + gapMs;
    return 'none';
  }
  const long = clock.arrivalMs - before >= silenceMs && before !== Number.NEGATIVE_INFINITY;
  const early = clock.closedEarly;
  clock.closedEarly = false;
  return long ? 'ended' : early ? 'disagreed' : 'none';
}

/** W10: the end of the window that holds the watermark's greatest time; later windows stay open. */
export function silentThroughMs(clock: StreamClock): number {
  return windowStartMs(clock.greatestMs) + windowMs;
}

/** W6: moves the watermark by a fix's time and returns the time through which windows are now to be closed. */
export function moveWatermark(clock: StreamClock, occurredAtMs: number): number {
  const timeMs = Math.min(occurredAtMs, clock.arrivalMs);
  if (timeMs > clock.greatestMs) clock.greatestMs = timeMs;
  return windowStartMs(watermarkMs(clock));
}

const timeOrNone = z
  .number()
  .nullable()
  .transform((timeMs) => timeMs ?? Number.NEGATIVE_INFINITY);

/** A StreamClock as JSON keeps it: null for "none yet". */
export const storedClockSchema = z.object({
  arrivalMs: timeOrNone,
  greatestMs: timeOrNone,
  closedThroughMs: timeOrNone,
  closedEarly: z.boolean(),
  afterGap: z.boolean(),
  partialUntilMs: timeOrNone,
});
