import type { LiveFrame, VehicleUpdate } from './live-frame.ts';
import { driverStatuses } from './ride-event.ts';

/** Positions are kept to a multiple of this many degrees: 0.11 m along a meridian. */
export const framePositionQuantumDeg = 1e-6;
/** Times are whole milliseconds. */
export const frameTimeQuantumMs = 1;
/** Headings are kept to a multiple of this many degrees. */
export const frameHeadingQuantumDeg = 360 / 255;
/** Speeds are kept to a multiple of this many metres per second, and held at `frameMaxSpeedMps` beyond it. */
export const frameSpeedQuantumMps = 0.25;
export const frameMaxSpeedMps = 254 * frameSpeedQuantumMps;
/** Handles are integers from 0 to this. */
export const frameMaxHandle = 2 ** 32 - 1;
/** Times lie between 0 and this, epoch ms; the difference of two then still fits a varint of 53 bits. */
export const frameMaxTimeMs = 2 ** 52 - 1;
export const frameVersion = 1;

/** Bytes that are no frame, or a frame that cannot be written. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Writes a frame; the layout is in docs/spec.md. Throws FrameError for a value outside the stated ranges. */
export function encodeFrame(frame: LiveFrame): Uint8Array {
  const most = headerBytes + 2 * 5 + frame.updates.length * maxUpdateBytes + frame.removed.length * 5;
  if (scratch.length < most) scratch = new Uint8Array(2 * most);
  const brokerTimeMs = timeQuanta('brokerTimeMs', frame.brokerTimeMs);
  scratch[0] = frameVersion;
  scratch[1] = frame.snapshot ? snapshotBit : 0;
  new DataView(scratch.buffer).setFloat64(2, brokerTimeMs, true);
  let at = writeVarint(scratch, headerBytes, frame.updates.length);
  at = writeVarint(scratch, at, frame.removed.length);
  let handle = 0;
  let latitude = 0;
  let longitude = 0;
  for (const update of frame.updates) {
    const nextHandle = inRange('handle', update.handle, 0, frameMaxHandle);
    const nextLatitude = Math.round(inRange('latitude', update.latitude, -90, 90) * quantaPerDeg);
    const nextLongitude = Math.round(inRange('longitude', update.longitude, -180, 180) * quantaPerDeg);
    at = writeVarint(scratch, at, zigzag(nextHandle - handle));
    at = writeVarint(scratch, at, zigzag(nextLatitude - latitude));
    at = writeVarint(scratch, at, zigzag(nextLongitude - longitude));
    at = writeVarint(scratch, at, zigzag(brokerTimeMs - timeQuanta('timeMs', update.timeMs)));
    scratch[at++] = headingByte(update.headingDeg);
    scratch[at++] = speedByte(update.speedMps);
    scratch[at++] = driverStatuses.indexOf(update.status) | (update.stale ? staleBit : 0);
    handle = nextHandle;
    latitude = nextLatitude;
    longitude = nextLongitude;
  }
  handle = 0;
  for (const removed of frame.removed) {
    at = writeVarint(scratch, at, zigzag(inRange('removed handle', removed, 0, frameMaxHandle) - handle));
    handle = removed;
  }
  return scratch.slice(0, at);
}

/**
 * Reads a frame; a browser gets an ArrayBuffer from the socket, Node a Buffer. Throws FrameError for bytes that
 * are not exactly one frame; counts are checked against what is there before anything is made from them.
 */
export function decodeFrame(input: Uint8Array | ArrayBuffer): LiveFrame {
  const bytes = input instanceof Uint8Array ? input : new Uint8Array(input);
  if (bytes.length < headerBytes + 2) throw new FrameError(`${bytes.length} bytes are too few for a frame`);
  if (bytes[0] !== frameVersion) {
    throw new FrameError(`got a frame of version ${bytes[0]}, this code reads version ${frameVersion}`);
  }
  if ((bytes[1] & ~snapshotBit) !== 0) throw new FrameError(`unknown frame flags ${bytes[1]}`);
  const brokerTimeMs = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(2, true);
  checkTime('brokerTimeMs', brokerTimeMs);
  const reader: Reader = { bytes, at: headerBytes };
  const updateCount = readVarint(reader);
  const removedCount = readVarint(reader);
  if (updateCount * minUpdateBytes + removedCount > bytes.length - reader.at) {
    throw new FrameError(
      `${updateCount} updates and ${removedCount} removals do not fit ${bytes.length} bytes`,
    );
  }
  const updates: VehicleUpdate[] = [];
  let handle = 0;
  let latitude = 0;
  let longitude = 0;
  for (let i = 0; i < updateCount; i++) {
    handle = inRange('handle', handle + readZigzag(reader), 0, frameMaxHandle);
    latitude = inRange('latitude', latitude + readZigzag(reader), -90 * quantaPerDeg, 90 * quantaPerDeg);
    longitude = inRange('longitude', longitude + readZigzag(reader), -180 * quantaPerDeg, 180 * quantaPerDeg);
    const timeMs = checkTime('timeMs', brokerTimeMs - readZigzag(reader));
    const heading = readByte(reader);
    const speed = readByte(reader);
    const flags = readByte(reader);
    const status = driverStatuses[flags & statusBits];
    if (status === undefined || flags > (statusBits | staleBit)) {
      throw new FrameError(`unknown vehicle flags ${flags}`);
    }
    updates.push({
      handle,
      latitude: latitude / quantaPerDeg,
      longitude: longitude / quantaPerDeg,
      timeMs,
      headingDeg: heading === nullByte ? null : heading * frameHeadingQuantumDeg,
      speedMps: speed === nullByte ? null : speed * frameSpeedQuantumMps,
      status,
      stale: (flags & staleBit) !== 0,
    });
  }
  const removed: number[] = [];
  handle = 0;
  for (let i = 0; i < removedCount; i++) {
    handle = inRange('removed handle', handle + readZigzag(reader), 0, frameMaxHandle);
    removed.push(handle);
  }
  if (reader.at !== bytes.length)
    throw new FrameError(`${bytes.length - reader.at} bytes after the frame's end`);
  return { brokerTimeMs, snapshot: (bytes[1] & snapshotBit) !== 0, updates, removed };
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

const quantaPerDeg = 1e6;
const headerBytes = 10;
const minUpdateBytes = 7;
// Handle 5, latitude 4, longitude 5, age 8, then three single bytes.
const maxUpdateBytes = 25;
const snapshotBit = 1;
const statusBits = 3;
const staleBit = 4;
const nullByte = 255;

// Grown to the largest frame so far and kept: one copy out of it per frame instead of a guess at its size.
let scratch = new Uint8Array(4096);

function timeQuanta(name: string, timeMs: number): number {
  return checkTime(name, Math.round(timeMs));
}

function checkTime(name: string, timeMs: number): number {
  if (!Number.isInteger(timeMs)) throw new FrameError(`${name} is ${timeMs}, not a whole number of ms`);
  return inRange(name, timeMs, 0, frameMaxTimeMs);
}

function inRange(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new FrameError(`${name} is ${value}, not within ${least} and ${most}`);
}

function headingByte(headingDeg: number | null): number {
  if (headingDeg === null) return nullByte;
  return Math.round(inRange('headingDeg', headingDeg, 0, 360) / frameHeadingQuantumDeg) % 255;
}

function speedByte(speedMps: number | null): number {
  if (speedMps === null) return nullByte;
  const held = Math.min(inRange('speedMps', speedMps, 0, Infinity), frameMaxSpeedMps);
  return Math.round(held / frameSpeedQuantumMps);
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  while (value >= 128) {
    bytes[at++] = (value % 128) | 128;
    value = Math.floor(value / 128);
  }
  bytes[at++] = value;
  return at;
}

function readZigzag(reader: Reader): number {
  const value = readVarint(reader);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function readVarint(reader: Reader): number {
  let value = 0;
  let scale = 1;
  for (let count = 0; count < 8; count++) {
    const byte = readByte(reader);
    value += (byte & 127) * scale;
    if (byte < 128) {
      if (byte === 0 && count > 0)
        throw new FrameError(`a number longer than needed before byte ${reader.at}`);
      if (value > Number.MAX_SAFE_INTEGER) break;
      return value;
    }
    scale *= 128;
  }
  throw new FrameError(`a number beyond 53 bits before byte ${reader.at}`);
}

function readByte(reader: Reader): number {
  if (reader.at >= reader.bytes.length) throw new FrameError('the frame ends too early');
  return reader.bytes[reader.at++];
}
