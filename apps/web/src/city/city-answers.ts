import { z } from 'zod';

/** What the endpoints under /api/city answer, and what pages read of it. */

const degrees = z.number().describe('Degrees, WGS 84.');

export const streetAnswer = z
  .object({
    name: z.string().nullable(),
    streetClass: z.string(),
    limitKmh: z.number().describe('Speed limit, km/h.'),
    distanceM: z.number().describe('How far off the street the place is, metres.'),
  })
  .nullable()
  .describe('Null where there is none within 40 m.');
/** `name` is null where the map knows none. */
export type StreetAnswer = NonNullable<Readonly<z.infer<typeof streetAnswer>>>;

const foundStreet = z.object({
  name: z.string(),
  lengthM: z.number().describe('Of all its parts, metres.'),
  west: degrees,
  south: degrees,
  east: degrees,
  north: degrees,
});
export type FoundStreet = Readonly<z.infer<typeof foundStreet>>;

export const streetsAnswer = z.object({
  streets: z.array(foundStreet).describe('Those whose name begins with the text first, then by length.'),
});
export type StreetsAnswer = Readonly<z.infer<typeof streetsAnswer>>;

export const routeAnswer = z
  .object({
    lengthM: z.number(),
    durationS: z.number().describe('As cars are seen to drive, not at the limits; seconds.'),
    line: z.array(z.array(z.number()).length(2)).describe('Longitude and latitude of each point.'),
    streets: z.array(z.string()).describe('Names of the streets along it, in order.'),
  })
  .nullable()
  .describe('Null where a place is not within 250 m of a street, or no way leads there.');
export type RouteAnswer = NonNullable<Readonly<z.infer<typeof routeAnswer>>>;
