import { type DriverOrder, driverColumns } from './driver-order.ts';

/** What the parts of the page keep in its address besides the charts' range. Texts that make no sense mean the default. */
type Parameters = { get(name: string): string | null };

export const placeWindows = ['5m', '1h'] as const;
export type PlaceWindow = (typeof placeWindows)[number];

/** The windows in which streets and cells are summed up. */
export function placeWindowOf(parameters: Parameters): PlaceWindow {
  return parameters.get('places') === '1h' ? '1h' : '5m';
}

export const streetSorts = ['speed', 'over', 'time', 'name'] as const;
export type StreetSort = (typeof streetSorts)[number];

export function streetSortOf(parameters: Parameters): StreetSort {
  return streetSorts.find((sort) => sort === parameters.get('streets')) ?? 'over';
}

/** From when on driving too fast is an event: so much above the limit, for so long. */
export interface SpeedingThreshold {
  readonly overKmh: number;
  readonly minS: number;
}
export const speedingDefault: SpeedingThreshold = { overKmh: 5, minS: 5 };
export const speedingLeast: SpeedingThreshold = { overKmh: 5, minS: 0 };
export const speedingMost: SpeedingThreshold = { overKmh: 200, minS: 3_600 };

export function speedingOf(parameters: Parameters): SpeedingThreshold {
  return {
    overKmh:
      wholeOf(parameters.get('over'), speedingLeast.overKmh, speedingMost.overKmh) ?? speedingDefault.overKmh,
    minS: wholeOf(parameters.get('min'), speedingLeast.minS, speedingMost.minS) ?? speedingDefault.minS,
  };
}

export const defaultDriverOrder: DriverOrder = { column: 'meanKmh', direction: 'descending' };

/** `sort` holds a column, with a minus before it for the largest first. */
export function driverOrderOf(parameters: Parameters): DriverOrder {
  const text = parameters.get('sort') ?? '';
  const column = driverColumns.find((each) => each === text.replace(/^-/, ''));
  if (column === undefined) return defaultDriverOrder;
  return { column, direction: text.startsWith('-') ? 'descending' : 'ascending' };
}

/** What `sort` holds for an order; null for the one that needs no saying. */
export function driverOrderText({ column, direction }: DriverOrder): string | null {
  const isDefault = column === defaultDriverOrder.column && direction === defaultDriverOrder.direction;
  return isDefault ? null : `${direction === 'descending' ? '-' : ''}${column}`;
}

/** What the address holds for a number: null where it is the default. */
export function numberText(value: number, fallback: number): string | null {
  return value === fallback ? null : String(value);
}

/**
 * The window of places to show beside windows up to the one from `newestMs`: a window just begun says little, so the
 * one before it stays for a minute, if the stream reaches back to it.
 */
export function placeWindowStart(newestMs: number, firstMs: number, windowMs: number): number {
  const patientMs = Math.max(newestMs - 60_000, Math.min(firstMs, newestMs));
  return Math.floor(patientMs / windowMs) * windowMs;
}

function wholeOf(text: string | null, least: number, most: number): number | null {
  if (text === null || !/^\d{1,6}$/.test(text)) return null;
  return Math.min(Math.max(Number(text), least), most);
}
