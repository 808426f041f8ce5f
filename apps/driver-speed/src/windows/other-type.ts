import type { RejectReason } from '@rumo/events';

const decoder = new TextDecoder();

/**
 * Whether a record that could not be decoded is of a type that windows do not read at all: then it is of another type
 * whatever else it holds (W13). Parses again, which only records that failed a check after their type was read need.
 */
export function isOtherType(reason: RejectReason, value: Uint8Array | null): boolean {
  if (value === null) return false;
  if (reason !== 'bad_version' && reason !== 'bad_field' && reason !== 'key_mismatch') return false;
  const { type } = JSON.parse(decoder.decode(value)) as { type?: unknown };
  return type !== 'LocationUpdated';
}
