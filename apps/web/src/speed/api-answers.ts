import { consumerStatusSchema, driverSpeedStatusSchema, windowExplanationSchema } from '@rumo/events';
import { z } from 'zod';

/** What the endpoints answer: the document at /api/openapi.json is made of these. */

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

const timeMs = z.number().describe('Epoch ms of event time.');
const speedKmh = z.number().nullable().describe('km/h; null where there is no speed (no time driven).');
const windowMs = z.int().describe('Length of a window, ms.');
const provisional = z
  .boolean()
  .describe(
    'Not every partition has closed this window yet: it may still change. A complete one never does.',
  );
const completeThroughMs = timeMs
  .nullable()
  .describe('Windows that end at or before this, epoch ms, are complete; null before the first.');
const next = timeMs
  .nullable()
  .describe(
    'The `from` of the next page where the range has more windows than `limit`; null on the last page.',
  );
const partial = z.boolean().describe('The log lost records that this window may have needed.');
const count = z.int().min(0);
const timeParts = {
  movingS: z.number().nullable().describe('Seconds at 1 m/s and more; null where they are not known.'),
  idleS: z.number().nullable().describe('Seconds of standing still as available.'),
  stoppedS: z.number().nullable().describe('Seconds of standing still on a trip or on the way to one.'),
};
const distanceM = z.number().describe('Metres.');
const timeS = z.number().describe('Seconds.');
const enriched = z
  .boolean()
  .describe('False: driver-speed sums nothing by street and cell (no pack of the city, or STREETS=off).');

export const fleetWindow = z.object({
  startMs: timeMs,
  p5: speedKmh,
  p50: speedKmh,
  p95: speedKmh,
  drivers: count.describe('How many drivers have a speed: what the percentiles are over.'),
  ...timeParts,
  provisional,
});
export type FleetWindow = Frozen<z.infer<typeof fleetWindow>>;

export const fleetAnswer = z.object({
  windowMs: windowMs.describe(
    'What was asked for, ms; 5 min where the range begins before the kept base windows.',
  ),
  completeThroughMs,
  windows: z.array(fleetWindow),
  next,
});
export type FleetAnswer = Frozen<z.infer<typeof fleetAnswer>>;

const windowOf = {
  windowMs,
  startMs: timeMs.nullable().describe('Start of the window, epoch ms; null while there is none at all.'),
  provisional,
};
const windowOfAnswer = z.object(windowOf);
export type WindowOfAnswer = Frozen<z.infer<typeof windowOfAnswer>>;

export const driverOfWindow = z.object({
  driverId: z.string(),
  meanKmh: speedKmh,
  distanceM,
  timeS,
  ...timeParts,
  partial,
});

export const driversAnswer = z.object({
  ...windowOf,
  rows: z.array(driverOfWindow),
  next: z.string().nullable().describe('The `after` of the next page, null on the last.'),
});
export type DriversAnswer = Frozen<z.infer<typeof driversAnswer>>;

export const distributionAnswer = z.object({
  ...windowOf,
  binKmh: z.int(),
  drivers: count,
  bins: z
    .array(z.object({ fromKmh: z.number(), toKmh: z.number(), drivers: count }))
    .describe('From 0 to the fastest, without holes.'),
});
export type DistributionAnswer = Frozen<z.infer<typeof distributionAnswer>>;

export const driverWindow = z.object({
  startMs: timeMs,
  meanKmh: speedKmh,
  distanceM,
  timeS,
  ...timeParts,
  fixes: count,
  outliers: count,
  partial,
  provisional,
  trueKmh: speedKmh.describe('The odometer’s speed, km/h (simulation only); null where there is none.'),
  comparable: z
    .boolean()
    .describe('Computed and true speed cover the same intervals: their difference is an error.'),
});
export type DriverWindow = Frozen<z.infer<typeof driverWindow>>;

export const driverAnswer = z.object({
  driverId: z.string(),
  windowMs,
  completeThroughMs,
  windows: z.array(driverWindow),
  next,
});
export type DriverAnswer = Frozen<z.infer<typeof driverAnswer>>;

export const windowAnswer = windowExplanationSchema;
export type WindowAnswer = Frozen<z.infer<typeof windowAnswer>>;
export const streetOfWindow = z.object({
  street: z.string(),
  meanKmh: speedKmh,
  limitKmh: z
    .int()
    .nullable()
    .describe('km/h; of a name with several limits the one most of the time was driven under.'),
  distanceM,
  timeS,
  overS: z.number().describe('Seconds at more than 5 km/h above the limit.'),
});

export const streetSpeedsAnswer = z.object({
  ...windowOf,
  enriched,
  rows: z.array(streetOfWindow),
  next: z.string().nullable().describe('The `after` of the next page, null on the last.'),
});
export type StreetSpeedsAnswer = Frozen<z.infer<typeof streetSpeedsAnswer>>;

export const cellOfWindow = z.object({
  x: count.describe('Tiles from 180° west.'),
  y: count.describe('Tiles from the north.'),
  meanKmh: speedKmh,
  distanceM,
  timeS,
});

export const cellsAnswer = z.object({
  ...windowOf,
  enriched,
  zoom: z.int().describe('Cells are the Web Mercator tiles of this zoom.'),
  rows: z.array(cellOfWindow),
});
export type CellsAnswer = Frozen<z.infer<typeof cellsAnswer>>;

export const speedingEpisode = z.object({
  driverId: z.string(),
  street: z.string().nullable().describe('Null where it has no name.'),
  limitKmh: z.int().describe('km/h.'),
  fromMs: timeMs,
  toMs: timeMs,
  overS: z.number().describe('Seconds above limit and threshold.'),
  maxKmh: z.number().describe('The fastest of its segments, km/h.'),
});

export const speedingAnswer = z.object({
  enriched,
  fromMs: timeMs
    .nullable()
    .describe('Looked at from here, epoch ms; null while there are no windows at all.'),
  toMs: timeMs.nullable().describe('… to here: an episode is cut at the ends.'),
  overKmh: z.number(),
  minS: z.number(),
  rows: z.array(speedingEpisode),
  next: z.string().nullable().describe('The `after` of the next page, null on the last.'),
});
export type SpeedingAnswer = Frozen<z.infer<typeof speedingAnswer>>;

export const sparklinesAnswer = z.object({
  windowMs,
  startsMs: z.array(timeMs),
  rows: z.array(
    z.object({
      driverId: z.string(),
      meanKmh: z
        .array(speedKmh)
        .describe('Beside each of startsMs the speed, km/h; null where there is none.'),
    }),
  ),
});
export type SparklinesAnswer = Frozen<z.infer<typeof sparklinesAnswer>>;

export const countsAnswer = z
  .object({
    read: count,
    used: count,
    duplicates: count,
    conflicts: count,
    late: count,
    rejected: count,
    otherTypes: count,
    outliers: count,
    logGaps: count,
    idleDisagreements: count,
    rejectedByReason: z.record(z.string(), count),
    newestRejected: z.array(
      z.object({
        partition: count,
        position: z.string().describe('Where in the partition; opaque.'),
        arrivalMs: z.number().describe('Epoch ms of the record’s arrival at the broker.'),
        reason: z.string(),
        detail: z.string(),
        key: z.string().nullable(),
        value: z.string().nullable().describe('Its first bytes, as text.'),
        valueBytes: count.nullable(),
      }),
    ),
  })
  .describe(
    'read = used + duplicates + conflicts + late + rejected + otherTypes, since the logs of the partitions began.',
  );
export type CountsAnswer = Frozen<z.infer<typeof countsAnswer>>;

export const accuracyAnswer = z.object({
  windowMs,
  fromMs: timeMs.describe('Windows compared start at or after this, epoch ms; 0 where there are none.'),
  toMs: timeMs.describe('… and before this.'),
  windows: count.describe('Windows compared: those over the same intervals in both.'),
  otherIntervals: count.describe('Known to both, but over other intervals: not compared.'),
  meanAbsErrorKmh: speedKmh,
  p95AbsErrorKmh: speedKmh,
  biasKmh: speedKmh.describe('Mean of computed − true, km/h.'),
});
export type AccuracyAnswer = Frozen<z.infer<typeof accuracyAnswer>>;

export const latestAnswer = z.object({
  drivers: count.describe('How many drivers have a fix at all.'),
  rows: z.array(z.object({ driverId: z.string(), occurredAtMs: timeMs, speedKmh })),
});
export type LatestAnswer = Frozen<z.infer<typeof latestAnswer>>;

const consumerName = z.enum(['live-map', 'driver-speed']);
export type ConsumerName = z.infer<typeof consumerName>;

const silentConsumer = z
  .object({
    service: consumerName,
    group: z.string(),
    error: z.string(),
    sinceMs: z.number().describe('Since when this server knows, epoch ms.'),
  })
  .describe('A consumer that does not answer.');
const liveMap = consumerStatusSchema.extend({ service: z.literal('live-map') });
const driverSpeed = driverSpeedStatusSchema.extend({ service: z.literal('driver-speed') });

export const streamAnswer = z.object({
  nowMs: z
    .number()
    .describe('This server’s clock, epoch ms: a browser’s own may differ by more than is worth telling.'),
  consumers: z.array(z.union([liveMap, driverSpeed, silentConsumer])),
});
export type SilentConsumer = Frozen<z.infer<typeof silentConsumer>> & { readonly pausable?: undefined };
/** What the others lack is told, so that one look at `error` or `pausable` tells them apart. */
export type ConsumerAnswer =
  | (z.infer<typeof liveMap> & { readonly pausable?: undefined; readonly error?: undefined })
  | (z.infer<typeof driverSpeed> & { readonly error?: undefined })
  | SilentConsumer;
export type StreamAnswer = Omit<Frozen<z.infer<typeof streamAnswer>>, 'consumers'> & {
  readonly consumers: readonly ConsumerAnswer[];
};

export const errorAnswer = z
  .object({
    error: z.string().describe('What was got, what is wanted: one line for each problem.'),
    sinceMs: z
      .number()
      .optional()
      .describe('Since when something does not answer, epoch ms of this server’s clock.'),
    problems: z
      .array(z.object({ parameter: z.string(), got: z.string(), problem: z.string() }))
      .optional()
      .describe('Each parameter that is wrong, what it held and what is wanted.'),
  })
  .describe('Any answer that is neither 2xx nor 304.');
export type ErrorAnswer = Frozen<z.infer<typeof errorAnswer>>;
