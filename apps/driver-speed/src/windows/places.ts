import { speedCellZoom } from '@rumo/events';
import { mercatorX, mercatorY } from '@rumo/geo';
import type { Fix } from './fix.ts';
import { placesMs, speedingFromKmh } from './rules.ts';
import type { StreetMap } from './street-map.ts';

/** Sums of segments, in whole mm and ms, so that no order of adding makes a difference. */
interface PlaceSum {
  distanceMm: number;
  timeMs: number;
  /** W17: the part of the time that is kept as speeding. */
  overMs: number;
}

/** W16: what segments that closed add to the sums by street and by cell, and W17's pieces of speeding. */
export interface Places {
  readonly map: StreetMap;
  /** By start of the 5 min, then by index of the street or by cell. */
  streets: Map<number, Map<number, PlaceSum>>;
  cells: Map<number, Map<number, PlaceSum>>;
  speeding: SpeedingWindow[];
}

export interface StreetSpeed extends Readonly<PlaceSum> {
  readonly windowStartMs: number;
  readonly street: string;
  readonly limitKmh: number;
}

export interface CellSpeed extends Omit<Readonly<PlaceSum>, 'overMs'> {
  readonly windowStartMs: number;
  readonly x: number;
  readonly y: number;
}

/** W17: the speeding segments of one driver in one base window on one street, beside each other and in order of time. */
export interface SpeedingWindow {
  readonly driverId: string;
  readonly windowStartMs: number;
  readonly street: string;
  readonly limitKmh: number;
  /** Ends of the segments, ms after the window's start. */
  readonly untilMs: number[];
  readonly timeMs: number[];
  readonly distanceMm: number[];
}

/** What is written of places in one commit. */
export interface PlaceRows {
  readonly city: string;
  readonly streets: readonly StreetSpeed[];
  readonly cells: readonly CellSpeed[];
  readonly speeding: readonly SpeedingWindow[];
}

const cellsAcross = 2 ** speedCellZoom;

export function placesOn(map: StreetMap): Places {
  return { map, streets: new Map(), cells: new Map(), speeding: [] };
}

/** Adds a window's segments: each goes whole to the street and the cell of its later fix. */
export function addPlaces(
  places: Places,
  driverId: string,
  windowStartMs: number,
  fixes: readonly Fix[],
  segmentsM: readonly number[],
): void {
  const { map } = places;
  const slotMs = Math.floor(windowStartMs / placesMs) * placesMs;
  const streets = sumsOf(places.streets, slotMs);
  const cells = sumsOf(places.cells, slotMs);
  const firstSpeeding = places.speeding.length;
  // A car stays in its street and its cell for some fixes: their sums are looked up when it leaves.
  let lastStreet = -1;
  let streetSum = noSum();
  let lastCell = -1;
  let cellSum = streetSum;
  for (let i = 1; i < fixes.length; i++) {
    if (Number.isNaN(segmentsM[i])) continue;
    const fix = fixes[i];
    const timeMs = fix.occurredAtMs - fixes[i - 1].occurredAtMs;
    const distanceMm = Math.round(segmentsM[i] * 1_000);
    const street = map.streetAt(fix);
    const { limitKmh } = map.streets[street];
    // m/s are mm/ms. Off the streets nobody speeds.
    const isOver = street !== 0 && distanceMm * 3.6 > (limitKmh + speedingFromKmh) * timeMs;
    if (street !== lastStreet) streetSum = sumOf(streets, street);
    lastStreet = street;
    add(streetSum, distanceMm, timeMs, isOver ? timeMs : 0);
    const cell = cellAt(fix);
    if (cell !== lastCell) cellSum = sumOf(cells, cell);
    lastCell = cell;
    add(cellSum, distanceMm, timeMs, 0);
    if (isOver) {
      const piece = speedingOn(places, firstSpeeding, driverId, windowStartMs, street);
      piece.untilMs.push(fix.occurredAtMs - windowStartMs);
      piece.timeMs.push(timeMs);
      piece.distanceMm.push(distanceMm);
    }
  }
}

/** Hands over what was gathered and begins anew. */
export function takePlaces(places: Places): PlaceRows {
  const { map, speeding } = places;
  const rows = {
    city: map.city,
    streets: rowsOf(places.streets, (street) => ({
      street: map.streets[street].name,
      limitKmh: map.streets[street].limitKmh,
    })),
    cells: rowsOf(places.cells, (cell) => ({ x: cell % cellsAcross, y: Math.floor(cell / cellsAcross) })),
    speeding,
  };
  places.streets = new Map();
  places.cells = new Map();
  places.speeding = [];
  return rows;
}

/** The cell's x and y as one number. */
function cellAt({ latitude, longitude }: Pick<Fix, 'latitude' | 'longitude'>): number {
  return tileOf(mercatorY(latitude)) * cellsAcross + tileOf(mercatorX(longitude));
}

function tileOf(across: number): number {
  return Math.max(0, Math.min(cellsAcross - 1, Math.floor(across * cellsAcross)));
}

function sumsOf(slots: Map<number, Map<number, PlaceSum>>, slotMs: number): Map<number, PlaceSum> {
  const known = slots.get(slotMs);
  if (known !== undefined) return known;
  const sums = new Map<number, PlaceSum>();
  slots.set(slotMs, sums);
  return sums;
}

function noSum(): PlaceSum {
  return { distanceMm: 0, timeMs: 0, overMs: 0 };
}

function sumOf(sums: Map<number, PlaceSum>, place: number): PlaceSum {
  const known = sums.get(place);
  if (known !== undefined) return known;
  const sum = noSum();
  sums.set(place, sum);
  return sum;
}

function add(sum: PlaceSum, distanceMm: number, timeMs: number, overMs: number): void {
  sum.distanceMm += distanceMm;
  sum.timeMs += timeMs;
  sum.overMs += overMs;
}

/** The window's piece for the street; pieces from `first` on are of this window. */
function speedingOn(
  { speeding, map }: Places,
  first: number,
  driverId: string,
  windowStartMs: number,
  street: number,
): SpeedingWindow {
  const { name, limitKmh } = map.streets[street];
  for (let i = first; i < speeding.length; i++) {
    if (speeding[i].street === name && speeding[i].limitKmh === limitKmh) return speeding[i];
  }
  const piece = { driverId, windowStartMs, street: name, limitKmh, untilMs: [], timeMs: [], distanceMm: [] };
  speeding.push(piece);
  return piece;
}

function rowsOf<Place>(
  slots: ReadonlyMap<number, ReadonlyMap<number, PlaceSum>>,
  placeOf: (key: number) => Place,
): (PlaceSum & Place & { readonly windowStartMs: number })[] {
  return [...slots].flatMap(([windowStartMs, sums]) =>
    [...sums].map(([key, sum]) => ({ windowStartMs, ...placeOf(key), ...sum })),
  );
}
