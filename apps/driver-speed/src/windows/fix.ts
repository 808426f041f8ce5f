import type { DriverStatus } from '@rumo/events';

/** What a window's sums need of one LocationUpdated. */
export interface Fix {
  readonly occurredAtMs: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyM: number | null;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly status: DriverStatus;
}

/** What decides which of two fixes of one driver and one time stays; the payload is the record's value. */
export interface Claim {
  readonly sequence: number;
  readonly payload: Uint8Array | null;
}

const noBytes = new Uint8Array(0);

/**
 * W8: orders two fixes of one driver and one time: the lower sequence first, then the payload smaller in byte order.
 * 0: the same fix, a duplicate. A total order, so that the one that stays does not depend on who came first.
 */
export function compareClaims(a: Claim, b: Claim): number {
  return a.sequence - b.sequence || Buffer.compare(a.payload ?? noBytes, b.payload ?? noBytes);
}
