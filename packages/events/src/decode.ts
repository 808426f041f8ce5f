import type { RideEvent } from './ride-event.ts';
import { rideEventSchema } from './ride-event.ts';
import { scanLocationUpdated } from './scan-location-updated.ts';

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

/**
 * Reads one record of `ride-events`. Never throws: what cannot be used comes back as `rejected` with a reason.
 * A type this version does not know is `other_type`, whatever else it holds.
 */
export function decodeRideEvent(key: Uint8Array | null, value: Uint8Array | null): Decoded {
  if (value !== null && value.length <= maxEventBytes) {
    const event = scanLocationUpdated(value);
    const isNullIsland = event !== null && event.latitude === 0 && event.longitude === 0;
    if (event !== null && !isNullIsland && isKeyOf(key, event.driverId)) return { kind: 'event', event };
  }
  return decodeBySchema(key, value);
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
  for (let i = 0; i < driverId.length; i++) {
    const unit = driverId.charCodeAt(i);
    if (unit >= 0x80) return isSame(key, encoder.encode(driverId));
    if (key[i] !== unit) return false;
  }
  return key.length === driverId.length;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function reject(reason: RejectReason, detail: string): Decoded {
  return { kind: 'rejected', reason, detail };
}
