import { type BitReader, bitsLeft, readBits, readGamma } from './bit-stream.ts';
import { FrameError } from './frame-error.ts';
import {
  ageBits,
  carBits,
  cellsFlag,
  frameAgeQuantumMs,
  frameHeadingQuantumDeg,
  frameMaxLevel,
  frameMaxLevelBits,
  frameMaxTiles,
  frameSpeedQuantumMps,
  frameVersion,
  handleWidthBits,
  headingBits,
  leadBytes,
  levelBits,
  longAge,
  positionWidthBits,
  snapshotFlag,
  speedBits,
  staleMark,
  statusBits,
  unknown,
} from './frame-quanta.ts';
import type { CarsFrame, CellsFrame, FrameLayout, LiveFrame, VehicleUpdate } from './live-frame.ts';
import { driverStatuses } from './ride-event.ts';
import { latitudeOf, longitudeOf, type TileGrid } from './tile-grid.ts';

/**
 * Reads a frame; a browser gets an ArrayBuffer from the socket, Node a Buffer. Throws FrameError for bytes that
 * are not exactly one frame; counts are checked against what is there before anything is made from them.
 */
export function decodeFrame(input: Uint8Array | ArrayBuffer): LiveFrame {
  const bytes = input instanceof Uint8Array ? input : new Uint8Array(input);
  if (bytes.length <= leadBytes) throw new FrameError(`${bytes.length} bytes are too few for a frame`);
  if (bytes[0] !== frameVersion) {
    throw new FrameError(`got a frame of version ${bytes[0]}, this code reads version ${frameVersion}`);
  }
  const flags = bytes[1];
  if (flags > cellsFlag) throw new FrameError(`unknown frame flags ${flags}`);
  const from: BitReader = { bytes, at: 16 };
  const brokerTimeMs = readBits(from, 16) * 2 ** 32 + readBits(from, 32);
  const grid = readGrid(from);
  const frame =
    flags === cellsFlag
      ? readCells(from, brokerTimeMs, grid)
      : readCars(from, brokerTimeMs, grid, flags === snapshotFlag);
  if (bitsLeft(from) > 7) throw new FrameError(`${bitsLeft(from) >> 3} bytes after the frame's end`);
  if (readBits(from, bitsLeft(from)) !== 0) throw new FrameError('bits after the end of the frame are set');
  return frame;
}

/** The cars of a frame as objects, where columns are not wanted. */
export function vehicleUpdates(frame: CarsFrame): VehicleUpdate[] {
  return Array.from({ length: frame.count }, (_, i) => ({
    handle: frame.handles[i],
    latitude: frame.latitude[i],
    longitude: frame.longitude[i],
    timeMs: frame.timeMs[i],
    headingDeg: Number.isNaN(frame.headingDeg[i]) ? null : frame.headingDeg[i],
    speedMps: Number.isNaN(frame.speedMps[i]) ? null : frame.speedMps[i],
    status: driverStatuses[frame.status[i]],
    stale: frame.stale[i] === 1,
  }));
}

function readGrid(from: BitReader): TileGrid {
  const level = within('level', readBits(from, levelBits), 1, frameMaxLevel);
  const westColumn = readBits(from, level);
  const southRow = readBits(from, level - 1);
  const columns = within('columns', readGamma(from), 1, 2 ** level);
  const rows = within('rows', readGamma(from), 1, 2 ** (level - 1) - southRow);
  within('tiles', columns * rows, 1, Math.min(frameMaxTiles, bitsLeft(from)));
  return { level, westColumn, columns, southRow, rows };
}

function readCars(from: BitReader, brokerTimeMs: number, grid: TileGrid, snapshot: boolean): CarsFrame {
  const layout: FrameLayout = {
    grid,
    positionBits: within(
      'position bits',
      readBits(from, positionWidthBits),
      1,
      frameMaxLevelBits - grid.level,
    ),
    handleBits: readBits(from, handleWidthBits) + 1,
  };
  const { positionBits, handleBits } = layout;
  const removals = readGamma(from) - 1;
  if (removals * handleBits > bitsLeft(from)) throw doesNotFit(removals, 'removals', from);
  const removed = new Uint32Array(removals);
  for (let i = 0, before = -1; i < removals; i++) {
    removed[i] = risen('removed handle', readBits(from, handleBits), before);
    before = removed[i];
  }
  const counts = new Uint32Array(grid.columns * grid.rows);
  let count = 0;
  for (let tile = 0; tile < counts.length; tile++) {
    counts[tile] = readGamma(from) - 1;
    count += counts[tile];
  }
  if (count * (handleBits + 2 * positionBits + carBits) > bitsLeft(from)) {
    throw doesNotFit(count, 'cars', from);
  }
  const frame = emptyCars(brokerTimeMs, snapshot, layout, count, removed);
  let car = 0;
  for (let tile = 0; tile < counts.length; tile++) {
    if (counts[tile] === 0) continue;
    const column = (grid.westColumn + (tile % grid.columns)) % 2 ** grid.level;
    const row = grid.southRow + Math.floor(tile / grid.columns);
    let before = -1;
    for (const end = car + counts[tile]; car < end; car++) {
      before = risen('handle', readBits(from, handleBits), before);
      frame.handles[car] = before;
      readCar(from, frame, car, column, row);
    }
  }
  return frame;
}

function emptyCars(
  brokerTimeMs: number,
  snapshot: boolean,
  layout: FrameLayout,
  count: number,
  removed: Uint32Array,
): CarsFrame {
  return {
    kind: 'cars',
    brokerTimeMs,
    snapshot,
    layout,
    count,
    handles: new Uint32Array(count),
    longitude: new Float64Array(count),
    latitude: new Float64Array(count),
    timeMs: new Float64Array(count),
    headingDeg: new Float32Array(count),
    speedMps: new Float32Array(count),
    status: new Uint8Array(count),
    stale: new Uint8Array(count),
    removed,
  };
}

/** Reads all but the handle into row `car`; the tile gives the higher bits of the position. */
function readCar(from: BitReader, frame: CarsFrame, car: number, column: number, row: number): void {
  const { grid, positionBits } = frame.layout;
  const fineLevel = grid.level + positionBits;
  const steps = 2 ** positionBits;
  // A position stands for its whole step: its middle is the nearest to all of it.
  frame.longitude[car] = longitudeOf(column * steps + readBits(from, positionBits) + 0.5, fineLevel);
  frame.latitude[car] = latitudeOf(row * steps + readBits(from, positionBits) + 0.5, fineLevel);
  const age = readBits(from, ageBits);
  const quanta = age < longAge ? age : longAge - 1 + readGamma(from);
  within('age', quanta, 0, Math.round(frame.brokerTimeMs / frameAgeQuantumMs));
  frame.timeMs[car] = Math.max(0, frame.brokerTimeMs - quanta * frameAgeQuantumMs);
  const heading = readBits(from, headingBits);
  frame.headingDeg[car] = heading === unknown ? Number.NaN : heading * frameHeadingQuantumDeg;
  frame.speedMps[car] = speedOf(readBits(from, speedBits));
  let status = readBits(from, statusBits);
  if (status === staleMark) {
    frame.stale[car] = 1;
    status = within('status', readBits(from, statusBits), 0, driverStatuses.length - 1);
  }
  frame.status[car] = status;
}

function readCells(from: BitReader, brokerTimeMs: number, grid: TileGrid): CellsFrame {
  // No more cells hold cars than the bits that are left have room for.
  const most = Math.min(grid.columns * grid.rows, Math.floor(bitsLeft(from) / (3 + speedBits)));
  const west = new Float64Array(most);
  const south = new Float64Array(most);
  const cars = new Uint32Array(most);
  const speedMps = new Float32Array(most);
  let count = 0;
  for (let tile = 0; tile < grid.columns * grid.rows; tile++) {
    const held = readGamma(from) - 1;
    if (held === 0) continue;
    const speed = readBits(from, speedBits);
    const column = (grid.westColumn + (tile % grid.columns)) % 2 ** grid.level;
    west[count] = longitudeOf(column, grid.level);
    south[count] = latitudeOf(grid.southRow + Math.floor(tile / grid.columns), grid.level);
    cars[count] = held;
    speedMps[count] = speedOf(speed);
    count++;
  }
  return {
    kind: 'cells',
    brokerTimeMs,
    grid,
    count,
    west: west.subarray(0, count),
    south: south.subarray(0, count),
    cars: cars.subarray(0, count),
    speedMps: speedMps.subarray(0, count),
  };
}

function speedOf(value: number): number {
  return value === unknown ? Number.NaN : value * frameSpeedQuantumMps;
}

function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new FrameError(`${name} is ${value}, not within ${least} and ${most}`);
}

function risen(name: string, value: number, before: number): number {
  if (value > before) return value;
  throw new FrameError(`${name} ${value} comes after ${before}`);
}

function doesNotFit(count: number, what: string, from: BitReader): FrameError {
  return new FrameError(`${count} ${what} do not fit ${from.bytes.length} bytes`);
}
