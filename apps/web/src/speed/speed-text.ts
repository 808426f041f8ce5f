/** Numbers and times as the speed pages write them. What is unknown is a dash, never "NaN" or "undefined". */
export const unknown = '–';

/** "23.4"; the unit stands beside it. */
export function kmhText(kmh: number | null): string {
  return kmh === null || !Number.isFinite(kmh) ? unknown : oneDigit.format(kmh === 0 ? 0 : kmh);
}

/** "+1.2" or "−0.3", for differences. */
export function signedKmhText(kmh: number | null): string {
  return kmh === null || !Number.isFinite(kmh) ? unknown : signedDigit.format(kmh).replace('-', '−');
}

/** "1,081,905" */
export function countText(count: number | null): string {
  return count === null || !Number.isFinite(count) ? unknown : whole.format(count);
}

/** "361 m", from 10 km on "12.3 km". */
export function distanceText(metres: number | null): string {
  if (metres === null || !Number.isFinite(metres)) return unknown;
  return metres < 10_000 ? `${whole.format(metres)} m` : `${oneDigit.format(metres / 1_000)} km`;
}

/** "14:32:10" in local time. */
export function clockText(epochMs: number, timeZone?: string): string {
  return Number.isFinite(epochMs) ? clock(timeZone).format(epochMs) : unknown;
}

/** "14:32" in local time. */
export function minuteText(epochMs: number, timeZone?: string): string {
  return Number.isFinite(epochMs) ? clock(timeZone).format(epochMs).slice(0, 5) : unknown;
}

/** "14:32:10–14:32:20", the window from `startMs` on. */
export function windowText(startMs: number, windowMs: number, timeZone?: string): string {
  return `${clockText(startMs, timeZone)}–${clockText(startMs + windowMs, timeZone)}`;
}

/** "8 s", "1 min 20 s", "2 h 5 min": at most two units. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

const oneDigit = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const signedDigit = new Intl.NumberFormat('en-GB', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(timeZone: string | undefined): Intl.DateTimeFormat {
  const key = timeZone ?? '';
  const format =
    clocks.get(key) ??
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone });
  clocks.set(key, format);
  return format;
}
