import { z } from 'zod';
import { driverStatuses } from './ride-event.ts';

const segment = z
  .object({
    distanceM: z
      .number()
      .describe('Metres it adds to the window; of an outlier the chord, which is not counted.'),
    timeMs: z.number().describe('From the fix before to this one.'),
    outlier: z.boolean().describe('Faster than any car: neither its distance nor its time is counted.'),
  })
  .describe(
    'The way from the used fix before to this one; null where a gap parts them, and of a fix that was not used.',
  );

const explainedFix = z.object({
  occurredAtMs: z.number().describe('Epoch ms of event time.'),
  arrivalMs: z
    .number()
    .describe('When the log took it in, epoch ms by the broker’s clock, never less than before it.'),
  position: z.string().describe('Where in its partition; opaque.'),
  sequence: z.number(),
  latitude: z.number(),
  longitude: z.number(),
  accuracyM: z.number().nullable(),
  speedMps: z.number().nullable(),
  headingDeg: z.number().nullable(),
  status: z.enum(driverStatuses),
  outcome: z
    .enum(['used', 'duplicate', 'conflict', 'late', 'rejected'])
    .describe('What became of it. Of several fixes of one time one is used.'),
  segment: segment.nullable(),
});
export type ExplainedFix = z.infer<typeof explainedFix>;

/** What driver-speed answers on GET /explain: what one driver's window is made of, read from the log. */
export const windowExplanationSchema = z.object({
  driverId: z.string(),
  windowStartMs: z.number().describe('Epoch ms of event time.'),
  windowMs: z.number(),
  row: z
    .object({
      meanKmh: z.number().nullable(),
      distanceM: z.number(),
      timeS: z.number(),
      fixes: z.number(),
      outliers: z.number(),
      partial: z.boolean(),
    })
    .nullable()
    .describe('The window as it is stored; null while it is open, and where no fix was used.'),
  before: explainedFix.nullable().describe('The fix before the window, where the first segment begins.'),
  fixes: z.array(explainedFix).describe('All whose time lies in the window, by time.'),
  note: z.string().nullable().describe('What else is to be known, in a sentence or two.'),
});
export type WindowExplanation = z.infer<typeof windowExplanationSchema>;
