import type { DriverStatus, LocationUpdated } from '@rumo/events';
import type { Checkpoint } from './resume-point.ts';

/** What the windows keep of one LocationUpdated. */
export interface Fix {
  readonly occurredAtMs: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyM: number | null;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly status: DriverStatus;
  readonly sequence: number;
  /** The record's value, to tell duplicates from conflicts; null once the fix's window has closed. */
  payload: Uint8Array | null;
  /** The stretch of the log the fix came from, told when nobody needs the fix any longer (X4). */
  readonly checkpoint: Checkpoint;
}

export function fixOf(event: LocationUpdated, payload: Uint8Array | null, checkpoint: Checkpoint): Fix {
  return {
    occurredAtMs: event.occurredAtMs,
    latitude: event.latitude,
    longitude: event.longitude,
    accuracyM: event.accuracyM,
    headingDeg: event.headingDeg,
    speedMps: event.speedMps,
    status: event.status,
    sequence: event.sequence,
    payload,
    checkpoint,
  };
}

const noBytes = new Uint8Array(0);

/**
 * W8: orders two fixes of one driver and one time: the lower sequence first, then the payload smaller in byte order.
 * 0: the same fix, a duplicate. A total order, so that the one that stays does not depend on who came first.
 */
export function compareClaims(
  a: Pick<Fix, 'sequence' | 'payload'>,
  b: Pick<Fix, 'sequence' | 'payload'>,
): number {
  return a.sequence - b.sequence || Buffer.compare(a.payload ?? noBytes, b.payload ?? noBytes);
}
