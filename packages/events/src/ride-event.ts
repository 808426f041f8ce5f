import { z } from 'zod';

/** What a driver is doing. `to_pickup`: on the way to a rider; `on_trip`: carrying one. */
export const driverStatuses = ['available', 'to_pickup', 'on_trip'] as const;
export type DriverStatus = (typeof driverStatuses)[number];

/** No control characters and no half of a surrogate pair: PostgreSQL's text cannot hold all of them, no eye sees them. */
const id = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'holds a control character or half a surrogate pair' });
const driverId = id;
const sequence = z.int().nonnegative();
/** Epoch milliseconds; the upper end is the last instant a Date can hold. */
const epochMs = z.int().nonnegative().max(8.64e15);
const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
const place = z.object({ latitude, longitude });

/**
 * One fix of one driver. Degrees are WGS 84, `accuracyM` the 68 % radius in metres, `headingDeg` clockwise
 * from north in [0, 360), `speedMps` metres per second; null where the device does not know.
 */
export const locationUpdatedSchema = z.object({
  type: z.literal('LocationUpdated'),
  version: z.literal(1),
  driverId,
  sequence,
  occurredAtMs: epochMs,
  latitude,
  longitude,
  accuracyM: z.number().min(0).max(100_000).nullable(),
  headingDeg: z.number().min(0).lt(360).nullable(),
  speedMps: z.number().min(0).max(1_000).nullable(),
  status: z.enum(driverStatuses),
});
export type LocationUpdated = z.infer<typeof locationUpdatedSchema>;

const trip = {
  version: z.literal(1),
  tripId: id,
  driverId,
  sequence,
  occurredAtMs: epochMs,
  pickup: place,
  dropoff: place,
};

/** Sent when the ride is taken and again each minute while it lasts (same tripId: the same trip). */
export const tripStartedSchema = z.object({ type: z.literal('TripStarted'), ...trip });
export type TripStarted = z.infer<typeof tripStartedSchema>;

/** Sent at the dropoff; `distanceM` is what was driven from pickup to dropoff. */
export const tripCompletedSchema = z.object({
  type: z.literal('TripCompleted'),
  ...trip,
  distanceM: z.number().nonnegative(),
});
export type TripCompleted = z.infer<typeof tripCompletedSchema>;

export const rideEventSchema = z.discriminatedUnion('type', [
  locationUpdatedSchema,
  tripStartedSchema,
  tripCompletedSchema,
]);
export type RideEvent = z.infer<typeof rideEventSchema>;

/** Simulation only: the true distance a driver has driven since its first start, at one of its fixes. */
export const driverOdometerSchema = z.object({
  type: z.literal('DriverOdometer'),
  version: z.literal(1),
  driverId,
  occurredAtMs: epochMs,
  odometerM: z.number().nonnegative(),
});
export type DriverOdometer = z.infer<typeof driverOdometerSchema>;
