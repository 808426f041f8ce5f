import { hashSeed, withByte } from './hash-of-id.ts';
import { type IdBytes, idBytesOf } from './id-index.ts';
import { internAscii } from './intern-ascii.ts';
import { locationOf } from './location-row.ts';
import { type DriverStatus, driverStatuses, type LocationUpdated } from './ride-event.ts';

/** The fields of a LocationUpdated and its driver's id, to be filled again and again: NaN stands for null. */
export interface LocationFields extends IdBytes {
  idBytes: Uint8Array;
  idFrom: number;
  idTo: number;
  idHash: number;
  sequence: number;
  occurredAtMs: number;
  latitude: number;
  longitude: number;
  accuracyM: number;
  headingDeg: number;
  speedMps: number;
  status: DriverStatus;
}

export function noFields(): LocationFields {
  return {
    idBytes: new Uint8Array(0),
    idFrom: 0,
    idTo: 0,
    idHash: 0,
    sequence: Number.NaN,
    occurredAtMs: Number.NaN,
    latitude: Number.NaN,
    longitude: Number.NaN,
    accuracyM: Number.NaN,
    headingDeg: Number.NaN,
    speedMps: Number.NaN,
    status: 'available',
  };
}

/** Writes an event into the fields. */
export function fillFields(fields: LocationFields, event: LocationUpdated): void {
  const { idBytes, idFrom, idTo, idHash } = idBytesOf(event.driverId);
  fields.idBytes = idBytes;
  fields.idFrom = idFrom;
  fields.idTo = idTo;
  fields.idHash = idHash;
  fields.sequence = event.sequence;
  fields.occurredAtMs = event.occurredAtMs;
  fields.latitude = event.latitude;
  fields.longitude = event.longitude;
  fields.accuracyM = event.accuracyM ?? Number.NaN;
  fields.headingDeg = event.headingDeg ?? Number.NaN;
  fields.speedMps = event.speedMps ?? Number.NaN;
  fields.status = event.status;
}

/** What was scanned, as an object: its id is of ASCII. */
export function eventOf(fields: LocationFields): LocationUpdated {
  return locationOf(internAscii(fields.idBytes, fields.idFrom, fields.idTo), fields);
}

/**
 * Reads the LocationUpdated in bytes[start..end) into `fields` when it has the one shape that our own publishers write:
 * the fields in the order of the schema, no white space, plain numbers, an id of printable ASCII. False for everything
 * else, good or bad: the caller then decides with JSON.parse and the schema. What is read is to the bit what these
 * would give.
 */
export function scanLocationUpdated(
  bytes: Uint8Array,
  start: number,
  end: number,
  fields: LocationFields,
): boolean {
  if (bytes !== seen) see(bytes);
  stop = end;
  const idFrom = pass(start, beforeDriverId);
  if (idFrom < 0) return false;
  let hash = hashSeed;
  let at = idFrom;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte < 0x20 || byte >= 0x7f || byte === 0x22 || byte === 0x5c) break;
    hash = withByte(hash, byte);
  }
  const idTo = at;
  if (idTo === idFrom || idTo - idFrom > longestId) return false;
  at = wholeNumber(bytes, pass(at, beforeSequence));
  fields.sequence = found[0];
  at = wholeNumber(bytes, pass(at, beforeOccurredAt));
  const occurredAtMs = found[0];
  if (occurredAtMs > latestMs) return false;
  fields.occurredAtMs = occurredAtMs;
  at = decimal(bytes, pass(at, beforeLatitude));
  const latitude = found[0];
  if (!(latitude >= -90 && latitude <= 90)) return false;
  fields.latitude = latitude;
  at = decimal(bytes, pass(at, beforeLongitude));
  const longitude = found[0];
  if (!(longitude >= -180 && longitude <= 180)) return false;
  fields.longitude = longitude;
  at = decimalOrNull(bytes, pass(at, beforeAccuracy));
  const accuracyM = found[0];
  if (accuracyM < 0 || accuracyM > 100_000) return false;
  fields.accuracyM = accuracyM;
  at = decimalOrNull(bytes, pass(at, beforeHeading));
  const headingDeg = found[0];
  if (headingDeg < 0 || headingDeg >= 360) return false;
  fields.headingDeg = headingDeg;
  at = decimalOrNull(bytes, pass(at, beforeSpeed));
  const speedMps = found[0];
  if (speedMps < 0 || speedMps > 1_000) return false;
  fields.speedMps = speedMps;
  at = pass(at, beforeStatus);
  for (const { status, text } of endings) {
    if (pass(at, text) !== end) continue;
    fields.status = status;
    fields.idBytes = bytes;
    fields.idFrom = idFrom;
    fields.idTo = idTo;
    fields.idHash = hash;
    return true;
  }
  return false;
}

const beforeDriverId = fixedText('{"type":"LocationUpdated","version":1,"driverId":"');
const beforeSequence = fixedText('","sequence":');
const beforeOccurredAt = fixedText(',"occurredAtMs":');
const beforeLatitude = fixedText(',"latitude":');
const beforeLongitude = fixedText(',"longitude":');
const beforeAccuracy = fixedText(',"accuracyM":');
const beforeHeading = fixedText(',"headingDeg":');
const beforeSpeed = fixedText(',"speedMps":');
const beforeStatus = fixedText(',"status":"');
const nullText = fixedText('null');
const endings = driverStatuses.map((status) => ({
  status,
  text: fixedText(`${status}"}`),
}));

const longestId = 128;
const latestMs = 8.64e15;
/** 10^0 to 10^22 are exact in a double, so that one division rounds once: the same value JSON.parse gives. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

// The steps below take a place in the bytes and return the place after what they read, or -1 when it is not there;
// -1 stays -1. A number they read is left in `found`: an object for each would cost more than the reading.
const found = new Float64Array(1);

// The records of one fetch lie in the same bytes: mostly the view of the record before serves again.
let seen: Uint8Array = new Uint8Array(0);
let words: DataView = new DataView(seen.buffer);
/** Nothing is read at or after this. */
let stop = 0;

function see(bytes: Uint8Array): void {
  seen = bytes;
  words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A text of four bytes or more as words of four bytes; the last word may overlap the one before. */
interface FixedText {
  readonly length: number;
  readonly wholeWords: number;
  readonly words: Int32Array;
  readonly lastWord: number;
}

function fixedText(text: string): FixedText {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(bytes.buffer);
  const wholeWords = bytes.length >>> 2;
  return {
    length: bytes.length,
    wholeWords,
    words: Int32Array.from({ length: wholeWords }, (_, i) => view.getInt32(4 * i, true)),
    lastWord: view.getInt32(bytes.length - 4, true),
  };
}

function pass(at: number, text: FixedText): number {
  const end = at + text.length;
  if (at < 0 || end > stop) return -1;
  for (let i = 0; i < text.wholeWords; i++) {
    if (words.getInt32(at + 4 * i, true) !== text.words[i]) return -1;
  }
  return words.getInt32(end - 4, true) === text.lastWord ? end : -1;
}

/** Digits without sign, fraction, exponent or leading zeros, below 2^53. */
function wholeNumber(bytes: Uint8Array, start: number): number {
  if (start < 0) return -1;
  const end = digits(bytes, start, 0);
  const leadingZero = end - start > 1 && bytes[start] === 0x30;
  return end <= start || leadingZero ? -1 : end;
}

function decimalOrNull(bytes: Uint8Array, start: number): number {
  const end = pass(start, nullText);
  if (end < 0) return decimal(bytes, start);
  found[0] = Number.NaN;
  return end;
}

/** A JSON number without exponent whose digits together are below 2^53. */
function decimal(bytes: Uint8Array, start: number): number {
  if (start < 0) return -1;
  const negative = bytes[start] === 0x2d;
  let at = wholeNumber(bytes, negative ? start + 1 : start);
  if (at >= 0 && at < stop && bytes[at] === 0x2e) {
    const point = at;
    at = digits(bytes, point + 1, found[0]);
    const places = at - point - 1;
    if (places < 1 || places >= powersOfTen.length) return -1;
    found[0] /= powersOfTen[places];
  }
  if (negative) found[0] = -found[0];
  return at;
}

/** So many digits fit into a whole number of 32 bits, with which the processor is quickest. */
const digitsAtOnce = 9;

/** Goes on with `value` digit by digit; -1 when it reaches 2^53. */
function digits(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let whole = value;
  for (;;) {
    const from = at;
    const to = Math.min(stop, from + digitsAtOnce);
    let some = 0;
    for (; at < to; at++) {
      const digit = bytes[at] - 0x30;
      if (digit < 0 || digit > 9) break;
      some = (some * 10 + digit) | 0;
    }
    whole = whole * powersOfTen[at - from] + some;
    if (whole > Number.MAX_SAFE_INTEGER) return -1;
    if (at < from + digitsAtOnce) break;
  }
  found[0] = whole;
  return at;
}
