import { minuteText } from '../speed/speed-text.ts';

/** "now", "in 1 min", "in 12 min": as precise as an estimate is. */
export function arrivesIn(durationS: number): string {
  return durationS < 40 ? 'now' : `in ${Math.max(1, Math.round(durationS / 60))} min`;
}

/** "14:32" in local time. */
export function arrivesAt(nowMs: number, durationS: number, timeZone?: string): string {
  return minuteText(nowMs + durationS * 1_000, timeZone);
}

/** "350 m" to the next ten, "4.2 km". */
export function wayText(lengthM: number): string {
  return lengthM < 1_000 ? `${Math.round(lengthM / 10) * 10} m` : `${(lengthM / 1_000).toFixed(1)} km`;
}

/** The share of a way that is behind, 0 … 1, where `longestM` is the most that was ever left of it. */
export function shareDriven(longestM: number, leftM: number): number {
  return longestM <= 0 ? 0 : Math.min(1, Math.max(0, 1 - leftM / longestM));
}
