import { internAscii } from './intern-ascii.ts';
import { type LocationUpdated, locationUpdatedSchema } from './ride-event.ts';

/**
 * Reads a LocationUpdated straight from its bytes when they have the one shape that our own publishers write: the
 * fields in the order of the schema, no white space, plain numbers, an id of printable ASCII. Null for everything
 * else, good or bad: the caller then decides with JSON.parse and the schema. What is returned is to the bit what
 * these would give.
 */
export function scanLocationUpdated(bytes: Uint8Array): LocationUpdated | null {
  if (words.buffer !== bytes.buffer) words = new DataView(bytes.buffer);
  let at = pass(bytes, 0, beforeDriverId);
  const idStart = at;
  const idEnd = endOfPlainText(bytes, at);
  if (at < 0 || idEnd === idStart || idEnd - idStart > longestId) return null;
  at = wholeNumber(bytes, pass(bytes, idEnd, beforeSequence));
  const sequence = found[0];
  at = wholeNumber(bytes, pass(bytes, at, beforeOccurredAt));
  const occurredAtMs = found[0];
  if (occurredAtMs > latestMs) return null;
  at = decimal(bytes, pass(bytes, at, beforeLatitude));
  const latitude = found[0];
  if (!(latitude >= -90 && latitude <= 90)) return null;
  at = decimal(bytes, pass(bytes, at, beforeLongitude));
  const longitude = found[0];
  if (!(longitude >= -180 && longitude <= 180)) return null;

  at = pass(bytes, at, beforeAccuracy);
  let next = pass(bytes, at, nullText);
  at = next >= 0 ? next : decimal(bytes, at);
  const accuracyM = next >= 0 ? null : found[0];
  if (accuracyM !== null && !(accuracyM >= 0 && accuracyM <= 100_000)) return null;

  at = pass(bytes, at, beforeHeading);
  next = pass(bytes, at, nullText);
  at = next >= 0 ? next : decimal(bytes, at);
  const headingDeg = next >= 0 ? null : found[0];
  if (headingDeg !== null && !(headingDeg >= 0 && headingDeg < 360)) return null;

  at = pass(bytes, at, beforeSpeed);
  next = pass(bytes, at, nullText);
  at = next >= 0 ? next : decimal(bytes, at);
  const speedMps = next >= 0 ? null : found[0];
  if (speedMps !== null && !(speedMps >= 0 && speedMps <= 1_000)) return null;

  at = pass(bytes, at, beforeStatus);
  for (const { status, text } of endings) {
    if (pass(bytes, at, text) !== bytes.length) continue;
    const driverId = internAscii(bytes, idStart, idEnd);
    return {
      type: 'LocationUpdated',
      version: 1,
      driverId,
      sequence,
      occurredAtMs,
      latitude,
      longitude,
      accuracyM,
      headingDeg,
      speedMps,
      status,
    };
  }
  return null;
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
const endings = locationUpdatedSchema.shape.status.options.map((status) => ({
  status,
  text: fixedText(`${status}"}`),
}));

const longestId = 128;
const latestMs = 8.64e15;
/** One more digit after this still leaves a whole number below 2^53. */
const largestBeforeDigit = 900_719_925_474_098;
/** 10^0 to 10^22 are exact in a double, so that one division rounds once: the same value JSON.parse gives. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

// The steps below take a place in the bytes and return the place after what they read, or -1 when it is not there;
// -1 stays -1. A number they read is left in `found`: an object for each would cost more than the reading.
const found = new Float64Array(1);

// The records of one batch lie in one buffer: mostly the view of the record before serves again.
let words: DataView = new DataView(new ArrayBuffer(0));

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

function pass(bytes: Uint8Array, at: number, text: FixedText): number {
  const end = at + text.length;
  if (at < 0 || end > bytes.length) return -1;
  const from = bytes.byteOffset + at;
  for (let i = 0; i < text.wholeWords; i++) {
    if (words.getInt32(from + 4 * i, true) !== text.words[i]) return -1;
  }
  return words.getInt32(from + text.length - 4, true) === text.lastWord ? end : -1;
}

function endOfPlainText(bytes: Uint8Array, from: number): number {
  let end = Math.max(0, from);
  for (; end < bytes.length; end++) {
    const byte = bytes[end];
    if (byte < 0x20 || byte >= 0x7f || byte === 0x22 || byte === 0x5c) break;
  }
  return end;
}

/** Digits without sign, fraction, exponent or leading zeros, below 2^53. */
function wholeNumber(bytes: Uint8Array, start: number): number {
  if (start < 0) return -1;
  const end = digits(bytes, start, 0);
  const leadingZero = end - start > 1 && bytes[start] === 0x30;
  return end <= start || leadingZero ? -1 : end;
}

/** A JSON number without exponent whose digits together are below 2^53. */
function decimal(bytes: Uint8Array, start: number): number {
  if (start < 0) return -1;
  const negative = bytes[start] === 0x2d;
  let at = wholeNumber(bytes, negative ? start + 1 : start);
  if (at >= 0 && at < bytes.length && bytes[at] === 0x2e) {
    const point = at;
    at = digits(bytes, point + 1, found[0]);
    const places = at - point - 1;
    if (places < 1 || places >= powersOfTen.length) return -1;
    found[0] /= powersOfTen[places];
  }
  if (negative) found[0] = -found[0];
  return at;
}

/** Goes on with `value` digit by digit; -1 when it would reach 2^53. */
function digits(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let whole = value;
  for (; at < bytes.length; at++) {
    const digit = bytes[at] - 0x30;
    if (digit < 0 || digit > 9) break;
    if (whole > largestBeforeDigit) return -1;
    whole = whole * 10 + digit;
  }
  found[0] = whole;
  return at;
}
