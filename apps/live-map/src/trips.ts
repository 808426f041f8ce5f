import type { TripCompleted, TripStarted } from '@rumo/events';

export type Trip = Pick<TripStarted, 'tripId' | 'pickup' | 'dropoff' | 'occurredAtMs'>;

/** What is known of one driver's trips: the one that lasts and the newest that ended. */
export interface Trips {
  readonly current: Trip | null;
  readonly ended: { readonly tripId: string; readonly occurredAtMs: number } | null;
}

export const noTrips: Trips = { current: null, ended: null };

/**
 * A trip starts once: TripStarted comes again each minute, and may come late, after the end of its own trip.
 * Returns the same object when nothing changed.
 */
export function startTrip(trips: Trips, event: TripStarted): Trips {
  const { tripId, pickup, dropoff, occurredAtMs } = event;
  const { current, ended } = trips;
  if (ended !== null && (ended.tripId === tripId || ended.occurredAtMs > occurredAtMs)) return trips;
  if (current !== null) {
    if (current.tripId === tripId && current.occurredAtMs <= occurredAtMs) return trips;
    if (current.tripId !== tripId && current.occurredAtMs > occurredAtMs) return trips;
  }
  return { current: { tripId, pickup, dropoff, occurredAtMs }, ended };
}

/** Ends the trip that lasts when it is the one that ended or an older one. */
export function completeTrip(trips: Trips, event: TripCompleted): Trips {
  const { tripId, occurredAtMs } = event;
  const { current, ended } = trips;
  if (ended !== null && (ended.tripId === tripId || ended.occurredAtMs > occurredAtMs)) return trips;
  const over = current !== null && (current.tripId === tripId || current.occurredAtMs < occurredAtMs);
  return { current: over ? null : current, ended: { tripId, occurredAtMs } };
}
