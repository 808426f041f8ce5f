import { z } from 'zod';

/**
 * What a consumer service answers on GET /status: where its group stands in the stream.
 * `position` is the next record to read, opaque; `lag` counts the records behind the end, null while unknown.
 */
export const consumerStatusSchema = z.object({
  group: z.string(),
  paused: z.boolean(),
  eventsPerSecond: z.number(),
  /** Epoch ms of the newest record's arrival, null before the first. */
  lastArrivalMs: z.number().nullable(),
  partitions: z.array(
    z.object({ partition: z.int(), position: z.string().nullable(), lag: z.number().nullable() }),
  ),
});
export type ConsumerStatus = z.infer<typeof consumerStatusSchema>;

/** What driver-speed says besides: the sums of W13 and where its windows stand. */
export const driverSpeedStatusSchema = consumerStatusSchema.extend({
  /** Whether POST /pause and /resume are allowed (simulation only). */
  pausable: z.boolean(),
  counts: z.object({
    read: z.number(),
    used: z.number(),
    duplicates: z.number(),
    conflicts: z.number(),
    late: z.number(),
    rejected: z.number(),
    otherTypes: z.number(),
    outliers: z.number(),
    logGaps: z.number(),
  }),
  rejectedByReason: z.record(z.string(), z.number()),
  /** The lowest over the partitions, null before the first fix. */
  watermarkMs: z.number().nullable(),
  /** Start of the open window that closes first, null when none is open. */
  nextWindowStartMs: z.number().nullable(),
  windowMs: z.number(),
  graceMs: z.number(),
});
export type DriverSpeedStatus = z.infer<typeof driverSpeedStatusSchema>;

/** GET /latest of driver-speed: the newest fix of each driver, "live, not final". */
export const latestSpeedsSchema = z.array(
  z.object({ driverId: z.string(), occurredAtMs: z.number(), speedMps: z.number().nullable() }),
);
export type LatestSpeeds = z.infer<typeof latestSpeedsSchema>;
