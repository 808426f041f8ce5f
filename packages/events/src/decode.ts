import type { RideEvent } from './ride-event.ts';
import { rideEventSchema } from './ride-event.ts';
import { isSameBytes } from './same-bytes.ts';
import {
  eventOf,
  fillFields,
  type LocationFields,
  noFields,
  scanLocationUpdated,
} from './scan-location-updated.ts';

/** Why a record could not be used. One word each: they are labels of a counter. */
export const rejectReasons = [
  'empty',
  'not_utf8',
  'not_json',
  'not_an_object',
  'no_type',
  'bad_version',
  'bad_field',
  'null_island',
  'key_mismatch',
  'too_large',
] as const;
export type RejectReason = (typeof rejectReasons)[number];

export type Decoded =
  | { readonly kind: 'event'; readonly event: RideEvent }
  | { readonly kind: 'other_type'; readonly type: string }
  | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly detail: string };

/** The largest record value that is looked at, in bytes. */
export const maxEventBytes = 16_384;

/** A record's key and value; `bytes`, where given, hold both at these places (a null one ends before it begins). */
export interface EncodedRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly bytes?: Uint8Array;
  readonly keyFrom?: number;
  readonly keyTo?: number;
  readonly valueFrom?: number;
  readonly valueTo?: number;
}

const scanned = noFields();

/**
 * Reads one record of `ride-events`. Never throws: what cannot be used comes back as `rejected` with a reason.
 * A type this version does not know is `other_type`, whatever else it holds.
 */
export function decodeRideEvent(key: Uint8Array | null, value: Uint8Array | null): Decoded {
  if (scanRecord({ key, value }, scanned)) return { kind: 'event', event: eventOf(scanned) };
  return decodeBySchema(key, value);
}

/** As decodeRideEvent, but without an object for a LocationUpdated: null when there is one, and `fields` hold it. */
export function decodeIntoFields(record: EncodedRecord, fields: LocationFields): Decoded | null {
  if (scanRecord(record, fields)) return null;
  const decoded = decodeBySchema(record.key, record.value);
  if (decoded.kind !== 'event' || decoded.event.type !== 'LocationUpdated') return decoded;
  fillFields(fields, decoded.event);
  return null;
}

/** False: the record is none that scanLocationUpdated reads, or one that the checks after it may refuse. */
function scanRecord(record: EncodedRecord, fields: LocationFields): boolean {
  const { bytes, keyFrom, keyTo, valueFrom, valueTo } = record;
  if (bytes === undefined || keyFrom === undefined || keyTo === undefined) {
    const { key, value } = record;
    if (value === null || !scanValue(value, 0, value.length, fields)) return false;
    return key === null || isIdOf(fields, key, 0, key.length);
  }
  if (valueFrom === undefined || valueTo === undefined) return false;
  if (!scanValue(bytes, valueFrom, valueTo, fields)) return false;
  return keyTo < keyFrom || isIdOf(fields, bytes, keyFrom, keyTo);
}

function scanValue(bytes: Uint8Array, from: number, to: number, fields: LocationFields): boolean {
  if (to - from > maxEventBytes || !scanLocationUpdated(bytes, from, to, fields)) return false;
  const isNullIsland = fields.latitude === 0 && fields.longitude === 0;
  return !isNullIsland;
}

/** Whether bytes[from..to) are those of the id. */
function isIdOf(
  { idBytes, idFrom, idTo }: LocationFields,
  bytes: Uint8Array,
  from: number,
  to: number,
): boolean {
  return idTo - idFrom === to - from && isSameBytes(bytes, from, to, idBytes, idFrom);
}

/** What decodeRideEvent answers, by JSON.parse and the schema alone: slower, and the last word on every input. */
export function decodeBySchema(key: Uint8Array | null, value: Uint8Array | null): Decoded {
  if (value === null || value.length === 0) return reject('empty', 'the record has no value');
  if (value.length > maxEventBytes)
    return reject('too_large', `${value.length} bytes, at most ${maxEventBytes}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(utf8.decode(value));
  } catch (error) {
    return reject(error instanceof SyntaxError ? 'not_json' : 'not_utf8', String(error));
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return reject('not_an_object', `got ${Array.isArray(parsed) ? 'an array' : typeof parsed}`);
  }
  const type = (parsed as { type?: unknown }).type;
  if (typeof type !== 'string') return reject('no_type', 'no "type" in the event');
  if (type !== 'LocationUpdated' && type !== 'TripStarted' && type !== 'TripCompleted') {
    return { kind: 'other_type', type };
  }
  if ((parsed as { version?: unknown }).version !== 1) return reject('bad_version', 'version is not 1');
  const result = rideEventSchema.safeParse(parsed);
  if (!result.success) {
    const issue = result.error.issues[0];
    return reject('bad_field', `${issue.path.join('.')}: ${issue.message}`);
  }
  const event = result.data;
  if (event.type === 'LocationUpdated' && event.latitude === 0 && event.longitude === 0) {
    return reject('null_island', 'latitude and longitude are both exactly 0');
  }
  if (!isKeyOf(key, event.driverId)) {
    return reject('key_mismatch', 'the record key is not the driverId');
  }
  return { kind: 'event', event };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

/** Whether the key's bytes are the id in UTF-8; a record without a key belongs to nobody else. */
function isKeyOf(key: Uint8Array | null, driverId: string): boolean {
  if (key === null) return true;
  const id = encoder.encode(driverId);
  return key.length === id.length && isSameBytes(key, 0, key.length, id, 0);
}

function reject(reason: RejectReason, detail: string): Decoded {
  return { kind: 'rejected', reason, detail };
}
