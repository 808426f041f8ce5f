import { appendBits, type BitWriter, gammaBits, writeBits, writeGamma, writeOnes } from './bit-stream.ts';
import { FrameError } from './frame-error.ts';
import {
  ageBits,
  carBits,
  cellsFlag,
  frameAgeQuantumMs,
  frameHeadingQuantumDeg,
  frameMaxHandle,
  frameMaxLevel,
  frameMaxLevelBits,
  frameMaxSpeedMps,
  frameMaxTiles,
  frameMaxTimeMs,
  frameSpeedQuantumMps,
  frameVersion,
  handleWidthBits,
  headingBits,
  leadBytes,
  levelBits,
  longAge,
  maxAgeQuanta,
  positionWidthBits,
  snapshotFlag,
  speedBits,
  staleMark,
  statusBits,
  unknown,
} from './frame-quanta.ts';
import type { FrameHead, FrameLayout, VehicleUpdate } from './live-frame.ts';
import { driverStatuses } from './ride-event.ts';
import { columnOf, rowOf, type TileGrid, tileIndexOf } from './tile-grid.ts';

/** The cars of one tile as they stand in a frame: what all clients share who see the tile and have the same of it. */
export interface TileFragment {
  /** Fragments lie beside each other in the same bytes: at 100,000 cars a tick makes some 10,000 of them. */
  readonly bytes: Uint8Array;
  /** Its first byte. */
  readonly from: number;
  /** Bits in use; those after them in the last byte are zero. */
  readonly length: number;
  readonly count: number;
}

/** One cell of a cells frame. */
export interface Cell {
  readonly cars: number;
  /** Null: no car with a known speed. */
  readonly speedMps: number | null;
}

/**
 * Writes the cars of one tile; the layout is in docs/spec.md. NaN is unknown as null is. `brokerTimeMs` is that of the
 * frames the fragment goes into. Throws FrameError for a value outside the stated ranges.
 */
export function encodeTile(
  cars: readonly VehicleUpdate[],
  { grid, positionBits, handleBits }: FrameLayout,
  brokerTimeMs: number,
): TileFragment {
  const sorted = cars.length > 1 ? [...cars].sort((a, b) => a.handle - b.handle) : cars;
  const most = sorted.length * (handleBits + 2 * positionBits + carBits + longAgeBits + statusBits);
  const from = roomFor((most + 7) >>> 3);
  const out: BitWriter = { bytes: page, at: 8 * from };
  const fineLevel = grid.level + positionBits;
  const mask = 2 ** positionBits - 1;
  for (const car of sorted) {
    writeBits(out, inRange('handle', car.handle, 0, 2 ** handleBits - 1), handleBits);
    const column = columnOf(inRange('longitude', car.longitude, -180, 180), fineLevel);
    const row = rowOf(inRange('latitude', car.latitude, -90, 90), fineLevel);
    writeBits(out, column & mask, positionBits);
    writeBits(out, row & mask, positionBits);
    writeAge(out, brokerTimeMs, car.timeMs);
    writeBits(out, headingNumber(car.headingDeg), headingBits);
    writeBits(out, speedNumber(car.speedMps), speedBits);
    if (car.stale) writeBits(out, staleMark, statusBits);
    writeBits(out, driverStatuses.indexOf(car.status), statusBits);
  }
  used = (out.at + 7) >>> 3;
  return { bytes: page, from, length: out.at - 8 * from, count: sorted.length };
}

/**
 * Makes the frame of those of its tiles that have cars in it: `places` counts them row by row from the south-western
 * one, rising, `tiles` are their cars.
 */
export function joinTiles(
  head: FrameHead,
  places: readonly number[],
  tiles: readonly TileFragment[],
): Uint8Array {
  const { layout, removed } = head;
  const { grid, positionBits, handleBits } = layout;
  if (places.length !== tiles.length) {
    throw new FrameError(`got ${places.length} places for ${tiles.length} tiles`);
  }
  inRange('positionBits', positionBits, 1, Math.min(15, frameMaxLevelBits - grid.level));
  inRange('handleBits', handleBits, 1, 32);
  let length = gridBits(grid) + positionWidthBits + handleWidthBits;
  length += gammaBits(removed.length + 1) + removed.length * handleBits;
  length += grid.columns * grid.rows - tiles.length;
  for (const { count, length: bits } of tiles) length += gammaBits(count + 1) + bits;
  const out = begin(head.brokerTimeMs, head.snapshot ? snapshotFlag : 0, grid, length);
  writeBits(out, positionBits, positionWidthBits);
  writeBits(out, handleBits - 1, handleWidthBits);
  writeGamma(out, removed.length + 1);
  let before = -1;
  for (const handle of removed) {
    writeBits(out, inRange('removed handle', handle, before + 1, 2 ** handleBits - 1), handleBits);
    before = handle;
  }
  let next = 0;
  for (let i = 0; i < tiles.length; i++) {
    // A tile without cars is a single 1.
    writeOnes(out, inRange('place', places[i], next, grid.columns * grid.rows - 1) - next);
    writeGamma(out, tiles[i].count + 1);
    next = places[i] + 1;
  }
  writeOnes(out, grid.columns * grid.rows - next);
  for (const { bytes, from, length: bits } of tiles) appendBits(out, bytes, from, bits);
  return out.bytes.subarray(0, (out.at + 7) >>> 3);
}

/** Writes a whole frame: its head and the cars of all its tiles, in any order. Throws FrameError. */
export function encodeFrame(head: FrameHead & { readonly updates: readonly VehicleUpdate[] }): Uint8Array {
  const { layout, brokerTimeMs } = head;
  const { grid } = layout;
  const tiles: (VehicleUpdate[] | null)[] = new Array(grid.columns * grid.rows).fill(null);
  for (const car of head.updates) {
    const index = tileIndexOf(grid, car.latitude, car.longitude);
    if (index < 0) throw new FrameError(`${car.latitude}, ${car.longitude} lies outside the frame's tiles`);
    tiles[index] ??= [];
    tiles[index].push(car);
  }
  const places = [...tiles.keys()].filter((index) => tiles[index] !== null);
  return joinTiles(
    head,
    places,
    places.map((index) => encodeTile(tiles[index] ?? [], layout, brokerTimeMs)),
  );
}

/** Writes a cells frame: one cell a tile, row by row from the south-western one; null: a cell without cars. */
export function encodeCells(
  brokerTimeMs: number,
  grid: TileGrid,
  cells: readonly (Cell | null)[],
): Uint8Array {
  if (cells.length !== grid.columns * grid.rows) {
    throw new FrameError(`got ${cells.length} cells for ${grid.columns} × ${grid.rows}`);
  }
  let length = gridBits(grid);
  for (const cell of cells) length += cell === null ? 1 : gammaBits(cell.cars + 1) + speedBits;
  const out = begin(brokerTimeMs, cellsFlag, grid, length);
  for (const cell of cells) {
    writeGamma(out, cell === null ? 1 : inRange('cars', cell.cars, 1, frameMaxHandle - 1) + 1);
    if (cell !== null) writeBits(out, speedNumber(cell.speedMps), speedBits);
  }
  return out.bytes.subarray(0, (out.at + 7) >>> 3);
}

/** A gamma number of 32 bits. */
const longAgeBits = 63;

const pageBytes = 65_536;
/** What fragments are written into, one after the other. A page that is full is left to those that lie in it. */
let page = new Uint8Array(0);
let used = 0;

/** Where so many bytes, all zero, begin in the page. */
function roomFor(bytes: number): number {
  if (used + bytes > page.length) {
    page = new Uint8Array(Math.max(pageBytes, bytes));
    used = 0;
  } else {
    // An error may have left something there.
    page.fill(0, used, used + bytes);
  }
  return used;
}

function gridBits({ level, columns, rows }: TileGrid): number {
  return levelBits + 2 * level - 1 + gammaBits(columns) + gammaBits(rows);
}

function begin(brokerTimeMs: number, flags: number, grid: TileGrid, length: number): BitWriter {
  const { level, westColumn, columns, southRow, rows } = grid;
  inRange('level', level, 1, frameMaxLevel);
  inRange('columns', columns, 1, 2 ** level);
  inRange('rows', rows, 1, 2 ** (level - 1) - southRow);
  inRange('westColumn', westColumn, 0, 2 ** level - 1);
  inRange('southRow', southRow, 0, 2 ** (level - 1) - 1);
  inRange('tiles', columns * rows, 1, frameMaxTiles);
  const timeMs = Math.round(inRange('brokerTimeMs', brokerTimeMs, 0, frameMaxTimeMs));
  // One byte more than needed: appending bits touches the byte after its last.
  const out: BitWriter = { bytes: new Uint8Array(leadBytes + ((length + 7) >>> 3) + 1), at: 0 };
  writeBits(out, frameVersion, 8);
  writeBits(out, flags, 8);
  writeBits(out, Math.floor(timeMs / 2 ** 32), 16);
  writeBits(out, timeMs % 2 ** 32, 32);
  writeBits(out, level, levelBits);
  writeBits(out, westColumn, level);
  writeBits(out, southRow, level - 1);
  writeGamma(out, columns);
  writeGamma(out, rows);
  return out;
}

function writeAge(out: BitWriter, brokerTimeMs: number, timeMs: number): void {
  inRange('timeMs', timeMs, 0, frameMaxTimeMs);
  const quanta = Math.round((Math.round(brokerTimeMs) - timeMs) / frameAgeQuantumMs);
  if (!(quanta >= 0)) throw new FrameError(`timeMs is ${timeMs}, after the frame's own ${brokerTimeMs}`);
  if (quanta < longAge) {
    writeBits(out, quanta, ageBits);
    return;
  }
  writeBits(out, longAge, ageBits);
  writeGamma(out, Math.min(quanta, maxAgeQuanta) - longAge + 1);
}

function headingNumber(headingDeg: number | null): number {
  if (headingDeg === null || Number.isNaN(headingDeg)) return unknown;
  return Math.round(inRange('headingDeg', headingDeg, 0, 360) / frameHeadingQuantumDeg) % unknown;
}

function speedNumber(speedMps: number | null): number {
  if (speedMps === null || Number.isNaN(speedMps)) return unknown;
  const held = Math.min(inRange('speedMps', speedMps, 0, Infinity), frameMaxSpeedMps);
  return Math.round(held / frameSpeedQuantumMps);
}

function inRange(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new FrameError(`${name} is ${value}, not within ${least} and ${most}`);
}
