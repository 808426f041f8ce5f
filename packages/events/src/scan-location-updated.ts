import { internAscii } from './intern-ascii.ts';
import { type LocationUpdated, locationUpdatedSchema } from './ride-event.ts';

/**
 * Reads a LocationUpdated straight from its bytes when they have the one shape that our own publishers write: the
 * fields in the order of the schema, no white space, plain numbers, an id of printable ASCII. Null for everything
 * else, good or bad: the caller then decides with JSON.parse and the schema. What is returned is to the bit what
 * these would give.
 */
export function scanLocationUpdated(value: Uint8Array): LocationUpdated | null {
  bytes = value;
  at = 0;
  if (!literal(beforeDriverId)) return null;
  const idStart = at;
  const idEnd = endOfPlainText(idStart);
  if (idEnd === idStart || idEnd - idStart > longestId) return null;
  at = idEnd;
  if (!literal(beforeSequence)) return null;
  const sequence = wholeNumber();
  if (sequence === notPlain || !literal(beforeOccurredAt)) return null;
  const occurredAtMs = wholeNumber();
  if (occurredAtMs === notPlain || occurredAtMs > latestMs || !literal(beforeLatitude)) return null;
  const latitude = decimal();
  if (!(latitude >= -90 && latitude <= 90) || !literal(beforeLongitude)) return null;
  const longitude = decimal();
  if (!(longitude >= -180 && longitude <= 180) || !literal(beforeAccuracy)) return null;
  const accuracyM = decimalOrNull();
  if (accuracyM !== null && !(accuracyM >= 0 && accuracyM <= 100_000)) return null;
  if (!literal(beforeHeading)) return null;
  const headingDeg = decimalOrNull();
  if (headingDeg !== null && !(headingDeg >= 0 && headingDeg < 360)) return null;
  if (!literal(beforeSpeed)) return null;
  const speedMps = decimalOrNull();
  if (speedMps !== null && !(speedMps >= 0 && speedMps <= 1_000)) return null;
  if (!literal(beforeStatus)) return null;
  const ending = endings.find(({ text }) => text.length === value.length - at && literal(text));
  if (ending === undefined) return null;
  return {
    type: 'LocationUpdated',
    version: 1,
    driverId: internAscii(value, idStart, idEnd),
    sequence,
    occurredAtMs,
    latitude,
    longitude,
    accuracyM,
    headingDeg,
    speedMps,
    status: ending.status,
  };
}

const encoder = new TextEncoder();
const beforeDriverId = encoder.encode('{"type":"LocationUpdated","version":1,"driverId":"');
const beforeSequence = encoder.encode('","sequence":');
const beforeOccurredAt = encoder.encode(',"occurredAtMs":');
const beforeLatitude = encoder.encode(',"latitude":');
const beforeLongitude = encoder.encode(',"longitude":');
const beforeAccuracy = encoder.encode(',"accuracyM":');
const beforeHeading = encoder.encode(',"headingDeg":');
const beforeSpeed = encoder.encode(',"speedMps":');
const beforeStatus = encoder.encode(',"status":"');
const nullText = encoder.encode('null');
const endings = locationUpdatedSchema.shape.status.options.map((status) => ({
  status,
  text: encoder.encode(`${status}"}`),
}));

const longestId = 128;
const latestMs = 8.64e15;
/** A number that is not one the scan reads; compares false with every bound. */
const notPlain = -1;
/** One more digit after this still leaves a whole number below 2^53. */
const largestBeforeDigit = 900_719_925_474_098;
/** 10^0 to 10^22 are exact in a double, so that one division rounds once: the same value JSON.parse gives. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

// The scan's input and place; module state, because an object per record would cost as much as the scan.
let bytes: Uint8Array = new Uint8Array();
let at = 0;

function literal(text: Uint8Array): boolean {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  at += text.length;
  return true;
}

function endOfPlainText(from: number): number {
  let end = from;
  while (end < bytes.length && bytes[end] >= 0x20 && bytes[end] < 0x7f) {
    if (bytes[end] === 0x22 || bytes[end] === 0x5c) break;
    end++;
  }
  return end;
}

/** Digits without sign, fraction, exponent or leading zeros, below 2^53; else `notPlain`. */
function wholeNumber(): number {
  const start = at;
  let whole = 0;
  for (let digit = digitHere(); digit >= 0; digit = digitHere()) {
    if (whole > largestBeforeDigit) return notPlain;
    whole = whole * 10 + digit;
    at++;
  }
  const leadingZero = bytes[start] === 0x30 && at - start > 1;
  return at === start || leadingZero ? notPlain : whole;
}

/** A JSON number without exponent whose digits fit 2^53; else NaN. */
function decimal(): number {
  const negative = bytes[at] === 0x2d;
  if (negative) at++;
  let digits = wholeNumber();
  if (digits === notPlain) return Number.NaN;
  let fraction = 0;
  if (bytes[at] === 0x2e) {
    at++;
    for (let digit = digitHere(); digit >= 0; digit = digitHere()) {
      if (digits > largestBeforeDigit || fraction === powersOfTen.length - 1) return Number.NaN;
      digits = digits * 10 + digit;
      fraction++;
      at++;
    }
    if (fraction === 0) return Number.NaN;
  }
  const value = digits / powersOfTen[fraction];
  return negative ? -value : value;
}

function decimalOrNull(): number | null {
  if (bytes[at] === nullText[0]) return literal(nullText) ? null : Number.NaN;
  return decimal();
}

function digitHere(): number {
  const digit = at < bytes.length ? bytes[at] - 0x30 : -1;
  return digit <= 9 ? digit : -1;
}
