import type { ConsumerAnswer } from './api-answers.ts';

/** Which window closes first and in how long, or why that cannot be told. */
export type FirstClose =
  | { readonly kind: 'closes'; readonly startMs: number; readonly endMs: number; readonly inMs: number }
  | { readonly kind: 'no_fix' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'silent'; readonly error: string; readonly sinceMs: number };

/**
 * Counts down to the first close of a window of `windowMs`. A window closes when the watermark reaches its end (W6);
 * while events flow the watermark moves as time does, so `sinceStatusMs` (since the status was read) is taken off.
 * A longer window closes with its last base window (W14).
 */
export function firstClose(status: ConsumerAnswer, windowMs: number, sinceStatusMs: number): FirstClose {
  if (status.error !== undefined) return { kind: 'silent', error: status.error, sinceMs: status.sinceMs };
  if (status.paused) return { kind: 'paused' };
  if (status.service !== 'driver-speed') return { kind: 'no_fix' };
  const { nextWindowStartMs, watermarkMs } = status;
  if (nextWindowStartMs === null || watermarkMs === null) return { kind: 'no_fix' };
  const startMs = Math.floor(nextWindowStartMs / windowMs) * windowMs;
  const endMs = startMs + windowMs;
  return { kind: 'closes', startMs, endMs, inMs: Math.max(0, endMs - watermarkMs - sinceStatusMs) };
}
