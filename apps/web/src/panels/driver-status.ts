import type { DriverStatus } from '@rumo/events';

/** A driver's status in the words of the pages. */
export const statusWords: Readonly<Record<DriverStatus, string>> = {
  available: 'Available',
  to_pickup: 'To pickup',
  on_trip: 'On trip',
};
