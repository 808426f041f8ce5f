import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Decoded,
  decodeBySchema,
  decodeIntoFields,
  decodeRideEvent,
  type EncodedRecord,
  maxEventBytes,
} from './decode.ts';
import { hashOfId } from './hash-of-id.ts';
import { driverStatuses, type LocationUpdated } from './ride-event.ts';
import { eventOf, noFields, scanLocationUpdated } from './scan-location-updated.ts';

const encoder = new TextEncoder();
const example: LocationUpdated = {
  type: 'LocationUpdated',
  version: 1,
  driverId: 'driver-0042',
  sequence: 1234,
  occurredAtMs: 1_780_000_000_123,
  latitude: -34.905123,
  longitude: -56.191234,
  accuracyM: 5,
  headingDeg: 87.2,
  speedMps: 11.4,
  status: 'on_trip',
};
const canonical = JSON.stringify(example);

function scanned(text: string): LocationUpdated | null {
  const bytes = encoder.encode(text);
  const fields = noFields();
  return scanLocationUpdated(bytes, 0, bytes.length, fields) ? eventOf(fields) : null;
}

describe('the scan', () => {
  test('reads the canonical bytes of an event without JSON.parse', () => {
    expect(scanned(canonical)).toEqual(example);
    const unknown = { ...example, accuracyM: null, headingDeg: null, speedMps: null };
    expect(scanned(JSON.stringify(unknown))).toEqual(unknown);
  });

  test('gives the very value JSON.parse gives, for every number it reads', () => {
    const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
    const number = fc.oneof(
      fc.double({ min: -180, max: 180, noNaN: true }).map(String),
      fc.tuple(fc.constantFrom('', '-'), fc.nat(90), digits(24)).map(([sign, a, b]) => `${sign}${a}.${b}`),
    );
    let read = 0;
    fc.assert(
      fc.property(number, (text) => {
        const event = scanned(canonical.replace('-34.905123', text));
        if (event === null) return;
        read++;
        expect(Object.is(event.latitude, JSON.parse(text))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});

describe('both ways of decoding agree', () => {
  const ids = fc.oneof(
    fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    fc.string({ unit: 'grapheme', maxLength: 140 }),
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'a"b',
      'a\\b',
      'a\u0000b',
      'a\u007fb',
      '\ud83d',
      'é',
      '🚗',
      '\ufeff',
    ),
    fc.string({ minLength: 126, maxLength: 130, unit: fc.constantFrom('a', 'b') }),
  );
  const numbers = (min: number, max: number) =>
    fc.oneof(
      fc.double({ min, max, noNaN: true }),
      fc.integer({ min: Math.ceil(min), max: Math.floor(max) }),
      fc.constantFrom(min, max, -0, 0, max + 1e-9, min - 1, 1e-7, 1e21, 5e-324),
    );
  const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 });
  const events = fc.record({
    type: fc.constantFrom('LocationUpdated', 'LocationUpdated', 'TripStarted', 'Other', 7),
    version: fc.constantFrom<unknown>(1, 1, 1, 2, '1'),
    driverId: ids,
    sequence: fc.oneof(fc.nat(), fc.constantFrom(2 ** 53 - 1, 2 ** 53, -1, 1.5)),
    occurredAtMs: fc.oneof(fc.integer({ min: 0, max: 8.64e15 }), fc.constantFrom(8.64e15 + 1, -1)),
    latitude: numbers(-90, 90),
    longitude: numbers(-180, 180),
    accuracyM: sometimes(numbers(0, 100_000)),
    headingDeg: sometimes(numbers(0, 360)),
    speedMps: sometimes(numbers(0, 1_000)),
    status: fc.constantFrom(...driverStatuses, 'away'),
  });
  const keys = (driverId: string) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(encoder.encode(driverId)) },
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
      { weight: 1, arbitrary: fc.constant(encoder.encode(`\ufeff${driverId}`)) },
    );
  const keyed = events.chain((event) => fc.tuple(fc.constant(event), keys(event.driverId)));

  test('on events with good and bad values', () => {
    fc.assert(
      fc.property(keyed, ([event, key]) => agree(key, encoder.encode(JSON.stringify(event)))),
      { numRuns: 3_000 },
    );
  });

  test('on bytes that were changed, cut, doubled or added', () => {
    const change = fc.record({
      at: fc.nat(260),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc
          .constantFrom(
            '0',
            '-',
            '.',
            'e5',
            'E-3',
            '1e400',
            ' ',
            '\\u0041',
            '","driverId":"x',
            '}',
            'null',
            '00',
          )
          .map((text) => encoder.encode(text)),
      ),
    });
    fc.assert(
      fc.property(keyed, fc.array(change, { minLength: 1, maxLength: 3 }), ([event, key], changes) => {
        let value = encoder.encode(JSON.stringify(event));
        for (const { at, remove, insert } of changes) {
          const from = Math.min(at, value.length);
          value = Uint8Array.of(...value.subarray(0, from), ...insert, ...value.subarray(from + remove));
        }
        agree(key, value);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['a key twice', canonical.replace('"status"', '"sequence":7,"status"')],
    ['a key twice at the end', canonical.replace('}', ',"status":"available"}')],
    ['an escape in the id', canonical.replace('driver-0042', 'driver-\\u0030042')],
    ['an exponent', canonical.replace('11.4', '1.14e1')],
    ['minus zero', canonical.replace('-34.905123', '-0')],
    ['a minus alone', canonical.replace('-34.905123', '-')],
    ['a point without digits', canonical.replace('-34.905123', '-34.')],
    ['a leading zero', canonical.replace('-34.905123', '-034.9')],
    ['a huge whole number', canonical.replace('1234', '123456789012345678901234567890')],
    ['2^53', canonical.replace('1234', '9007199254740992')],
    ['17 digits', canonical.replace('-34.905123', '-34.905123456789012')],
    ['a fraction of many zeros', canonical.replace('-34.905123', '-0.0000000000000000000000001')],
    ['white space', canonical.replaceAll(',', ', ')],
    ['a byte order mark', `\ufeff${canonical}`],
    ['something after the end', `${canonical} x`],
    ['a line end after the end', `${canonical}\n`],
    ['another order of fields', JSON.stringify(Object.fromEntries(Object.entries(example).reverse()))],
    ['half a surrogate pair', canonical.replace('driver-0042', '\\ud83d')],
    ['nothing', ''],
  ])('on %s', (_what, text) => {
    agree(encoder.encode('driver-0042'), encoder.encode(text));
    agree(null, encoder.encode(text));
  });

  test('on every way to cut an event', () => {
    const whole = encoder.encode(canonical);
    for (let end = 0; end <= whole.length; end++) agree(null, whole.subarray(0, end));
  });

  test('on an event longer than is looked at', () => {
    agree(null, encoder.encode(canonical + ' '.repeat(maxEventBytes)));
  });

  function agree(key: Uint8Array | null, value: Uint8Array): void {
    const bySchema = decodeBySchema(key, value);
    expect(decodeRideEvent(key, value)).toStrictEqual(bySchema);
    expect(throughFields({ key, value })).toStrictEqual(bySchema);
    expect(throughFields(amongOthers(key, value))).toStrictEqual(bySchema);
  }

  function throughFields(record: EncodedRecord): Decoded {
    const fields = noFields();
    const other = decodeIntoFields(record, fields);
    if (other !== null) return other;
    const id = fields.idBytes.subarray(fields.idFrom, fields.idTo);
    expect(fields.idHash).toBe(hashOfId(id));
    const event = { ...eventOf(fields), driverId: new TextDecoder('utf-8', { ignoreBOM: true }).decode(id) };
    return { kind: 'event', event };
  }

  /** The record in the midst of bytes that would go on with a number or an id. */
  function amongOthers(key: Uint8Array | null, value: Uint8Array): EncodedRecord {
    const other = encoder.encode('55');
    const bytes = Buffer.concat([other, key ?? other, other, value, other]);
    const keyFrom = other.length;
    const keyTo = key === null ? keyFrom - 1 : keyFrom + key.length;
    const valueTo = bytes.length - other.length;
    return { key, value, bytes, keyFrom, keyTo, valueFrom: valueTo - value.length, valueTo };
  }
});

describe('D2 what is rejected, and why', () => {
  test.each([
    ['NUL', 'a\u0000b'],
    ['a line end', 'a\nb'],
    ['DEL', 'a\u007fb'],
    ['a C1 control', 'a\u0085b'],
    ['half a surrogate pair', 'a\ud83db'],
    ['no character', ''],
    ['too many characters', 'x'.repeat(129)],
  ])('an id with %s is a bad field', (_what, driverId) => {
    expect(reasonOf({ ...example, driverId })).toBe('bad_field');
    expect(reasonOf({ ...trip, tripId: driverId })).toBe('bad_field');
  });

  test('an id of any other characters is taken', () => {
    for (const driverId of ['__proto__', 'Åsa 7', '🚗', '<b>', "o'brien"]) {
      expect(decodeRideEvent(encoder.encode(driverId), bytesOf({ ...example, driverId }))).toMatchObject({
        kind: 'event',
        event: { driverId },
      });
    }
  });

  test.each([
    ['the key of another driver', 'driver-0043'],
    ['a longer key', 'driver-00420'],
    ['a shorter key', 'driver-004'],
    ['an empty key', ''],
  ])('%s is a mismatch', (_what, key) => {
    expect(decodeRideEvent(encoder.encode(key), bytesOf(example))).toMatchObject({ reason: 'key_mismatch' });
  });

  test('null island is rejected, a place near it is not', () => {
    expect(reasonOf({ ...example, latitude: 0, longitude: -0 })).toBe('null_island');
    expect(reasonOf({ ...example, latitude: 0, longitude: 0.000001 })).toBeNull();
  });

  test('an unknown type is skipped whatever else it holds', () => {
    expect(decodeRideEvent(null, bytesOf({ type: 'DriverWentHome', version: 9 }))).toEqual({
      kind: 'other_type',
      type: 'DriverWentHome',
    });
  });

  test('trips are read', () => {
    expect(reasonOf(trip)).toBeNull();
    expect(reasonOf({ ...trip, type: 'TripCompleted', distanceM: 12.5 })).toBeNull();
    expect(reasonOf({ ...trip, type: 'TripCompleted' })).toBe('bad_field');
  });

  const place = { latitude: -34.9, longitude: -56.2 };
  const trip = {
    type: 'TripStarted',
    version: 1,
    tripId: 'trip-1',
    driverId: 'driver-0042',
    sequence: 3,
    occurredAtMs: 1_780_000_000_000,
    pickup: place,
    dropoff: place,
  };

  function reasonOf(event: object): string | null {
    const decoded = decodeRideEvent(null, bytesOf(event));
    return decoded.kind === 'rejected' ? decoded.reason : null;
  }
});

function bytesOf(event: object): Uint8Array {
  return encoder.encode(JSON.stringify(event));
}
