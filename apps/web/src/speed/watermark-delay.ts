import type { ConsumerAnswer } from './api-answers.ts';

/** How far driver-speed's slowest watermark lies behind the server's clock, ms; null while it is unknown. */
export function watermarkDelayMs(consumers: readonly ConsumerAnswer[], nowMs: number): number | null {
  const speed = consumers.find((consumer) => consumer.service === 'driver-speed');
  if (speed === undefined || speed.error !== undefined || speed.service !== 'driver-speed') return null;
  return speed.watermarkMs === null ? null : Math.max(0, nowMs - speed.watermarkMs);
}
