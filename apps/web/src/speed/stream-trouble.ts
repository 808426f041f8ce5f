import type { ConsumerAnswer } from './api-answers.ts';
import { clockText, countText, durationText } from './speed-text.ts';

/** From how many records behind on, and how long without any, the page says so. */
const lagWorthTelling = 5_000;
const silenceWorthTellingMs = 15_000;

export interface Trouble {
  readonly what: string;
  readonly grave: boolean;
}

/** What keeps new windows from closing, in words; null when nothing does. `nowMs` is the server's. */
export function streamTrouble(consumers: readonly ConsumerAnswer[], nowMs: number): Trouble | null {
  const speed = consumers.find((consumer) => consumer.service === 'driver-speed');
  if (speed === undefined) return null;
  if (speed.error !== undefined) {
    const since = `Since ${clockText(speed.sinceMs)} no new window is known; it goes on where it stopped.`;
    return { what: `${speed.error} ${since}`, grave: true };
  }
  const lag = speed.partitions.reduce((sum, partition) => sum + (partition.lag ?? 0), 0);
  if (speed.paused)
    return {
      what: `driver-speed is paused: ${countText(lag)} records wait and none is lost. Old windows stay as they are.`,
      grave: false,
    };
  if (lag > lagWorthTelling)
    return { what: `driver-speed is catching up: ${countText(lag)} records to read.`, grave: false };
  const silentMs = speed.lastArrivalMs === null ? null : nowMs - speed.lastArrivalMs;
  if (silentMs !== null && silentMs > silenceWorthTellingMs)
    return {
      what: `No events for ${durationText(silentMs)}: what is shown is the last there was.`,
      grave: true,
    };
  return null;
}
