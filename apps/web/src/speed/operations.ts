import { z } from 'zod';
import { routeAnswer, streetAnswer, streetsAnswer } from '../city/city-answers.ts';
import {
  accuracyAnswer,
  type CellsAnswer,
  cellOfWindow,
  cellsAnswer,
  countsAnswer,
  type DriverAnswer,
  type DriversAnswer,
  distributionAnswer,
  driverAnswer,
  driverOfWindow,
  driversAnswer,
  driverWindow,
  type FleetAnswer,
  fleetAnswer,
  fleetWindow,
  latestAnswer,
  type SpeedingAnswer,
  type StreetSpeedsAnswer,
  sparklinesAnswer,
  speedingAnswer,
  speedingEpisode,
  streamAnswer,
  streetOfWindow,
  streetSpeedsAnswer,
  windowAnswer,
} from './api-answers.ts';
import { type CsvForm, csvForm } from './csv.ts';
import { field } from './query-parameters.ts';
import { maxWindows } from './window-range.ts';

/** One thing that can be asked of the API. Routes parse and answer by it, and the document is made of it. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  /** Below the server's address, with path parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly query: z.ZodRawShape;
  readonly pathParameters: z.ZodRawShape;
  readonly answer: z.ZodType;
  readonly contentType: string;
  /** The answer as a table, for `format=csv`. */
  readonly csv?: CsvForm;
  /** What else it may say, beside 400 for bad parameters. */
  readonly refusals: readonly Refusal[];
  /** Whether answers carry an ETag. */
  readonly isTagged: boolean;
  /** Where its answer leads: an operation's path, and which of the answer's values it takes. */
  readonly links?: Readonly<Record<string, { readonly path: string; readonly parameters: object }>>;
}
export type Refusal = 403 | 404 | 410 | 502 | 503;

function operation<
  const Path extends string,
  Answer extends z.ZodType,
  Query extends z.ZodRawShape = Record<never, never>,
  Parameters extends z.ZodRawShape = Record<never, never>,
>(
  path: Path,
  answer: Answer,
  summary: string,
  more: Partial<Omit<Operation, 'path' | 'answer' | 'summary' | 'query' | 'pathParameters'>> & {
    readonly query?: Query;
    readonly pathParameters?: Parameters;
  } = {},
) {
  return {
    method: 'GET',
    refusals: [],
    isTagged: true,
    contentType: 'application/json',
    ...more,
    path,
    answer,
    summary,
    query: (more.query ?? {}) as Query,
    pathParameters: (more.pathParameters ?? {}) as Parameters,
  } as const satisfies Operation;
}

const window = field.window.describe('Length of the windows.');
const at = field.epochMs.describe('Epoch ms in the window meant; without it the newest complete one.');
const from = field.epochMs.describe(
  'Windows that start at or after this, epoch ms; must lie before `to`. Without it, see `last`.',
);
const to = field.epochMs.describe('… and before this, epoch ms; without it up to the newest.');
const last = field.last.describe('How far back to look from the end where `from` is not given.');
const limit = (fallback: number, max: number, of: string) =>
  field.whole(fallback, 1, max).describe(`At most so many ${of} in one answer.`);
const hop = field.hop.describe(
  'From one window to the next, so that they overlap: not longer than `window`, which is the default.',
);
const format = field
  .oneOf(['json', 'csv'])
  .default('json')
  .describe('`csv`: a table to save, with a header line; the next page’s address is in the header Link.');
const placesWindow = field
  .windowOr('5m', ['5m', '1h'])
  .describe('Length of the window; sums of 5 min are kept 48 h, those of 1 h 30 days.');
const windowLimit = limit(maxWindows, maxWindows, 'windows');
const driver = field.driverId;
const place = {
  latitude: field.between(-90, 90).describe('Degrees, WGS 84.'),
  longitude: field.between(-180, 180).describe('Degrees, WGS 84.'),
  headingDeg: field.between(0, 360).optional().describe('Clockwise from north: chooses the side.'),
};
const refusals = [503] as const;

const paused = z.object({ paused: z.boolean() });
const forwarded =
  'Simulation only, and from this site’s own pages or a command line only: 403 otherwise. 502 when driver-speed does not answer.';

function fromNext({ next }: FleetAnswer | DriverAnswer) {
  return next === null ? null : { from: String(next) };
}

function afterNext({ startMs, next }: DriversAnswer | StreetSpeedsAnswer) {
  return next === null ? null : { at: String(startMs), after: next };
}

export const operations = {
  fleet: operation('/api/speed/fleet', fleetAnswer, 'Percentiles of the fleet’s speeds, window by window', {
    query: { window, hop, from, to, last, limit: windowLimit, format },
    description:
      'km/h over the drivers that have a speed; parts of the time are sums over all. A range without windows is an empty list.',
    csv: csvForm<FleetAnswer>('fleet', 'windows', fleetWindow, ['windowMs'], fromNext),
    refusals,
  }),
  drivers: operation('/api/speed/drivers', driversAnswer, 'The drivers of one window, by id, in pages', {
    query: {
      window,
      hop,
      at,
      after: driver.optional().describe('The `next` of the page before.'),
      limit: limit(1_000, 10_000, 'drivers'),
      format,
    },
    csv: csvForm<DriversAnswer>('drivers', 'rows', driverOfWindow, ['windowMs', 'startMs'], afterNext),
    description: 'A window that nobody drove in has no rows. Give `at` to read all pages of one window.',
    links: {
      driver: {
        path: '/api/speed/drivers/{id}',
        parameters: { id: '$response.body#/rows/0/driverId' },
      },
    },
    refusals,
  }),
  driver: operation('/api/speed/drivers/{id}', driverAnswer, 'One driver’s windows', {
    query: { window, hop, from, to, last, limit: windowLimit, format },
    csv: csvForm<DriverAnswer>('driver', 'windows', driverWindow, ['driverId', 'windowMs'], fromNext),
    pathParameters: { id: driver.describe('The driver’s id.') },
    description:
      'An unknown driver, one with no window at all, is 404; a known one without any in the range is an empty list.',
    refusals: [404, 503],
  }),
  driverWindow: operation(
    '/api/speed/drivers/{id}/windows/{startMs}',
    windowAnswer,
    'What one driver’s window is made of: its fixes, and what became of each',
    {
      query: { window },
      pathParameters: {
        id: driver.describe('The driver’s id.'),
        startMs: field.windowStart.describe('Where the window begins, epoch ms: a multiple of 10,000.'),
      },
      description: `Read from the log, by the same fold that counts. Late records are looked for until 60 s after the \
window has closed. 404 for a driver or window without any record, 410 when the log no longer holds its fixes, 503 when \
reading takes longer than 5 s.`,
      refusals: [404, 410, 502, 503],
    },
  ),
  distribution: operation(
    '/api/speed/distribution',
    distributionAnswer,
    'How many drivers of one window drive how fast',
    {
      query: { window, at, bin: field.whole(5, 1, 100).describe('Width of a bin, km/h.') },
      refusals,
    },
  ),
  streetSpeeds: operation('/api/speed/streets', streetSpeedsAnswer, 'The streets of one window, in pages', {
    query: {
      window: placesWindow,
      at,
      sort: field
        .oneOf(['time', 'speed', 'over', 'name'])
        .default('time')
        .describe('By time driven on it, mean speed, time above the limit, or name.'),
      order: field
        .oneOf(['asc', 'desc'])
        .optional()
        .describe('Without it the greatest first, names from the first on.'),
      after: field.text.optional().describe('The `next` of the page before.'),
      limit: limit(1_000, 10_000, 'streets'),
      format,
    },
    description:
      'Each segment counts for the street of its later fix. Streets without a name, and what is off the streets, are left out. Give `at` to read all pages of one window.',
    csv: csvForm<StreetSpeedsAnswer>('streets', 'rows', streetOfWindow, ['windowMs', 'startMs'], afterNext),
    refusals,
  }),
  cells: operation('/api/speed/cells', cellsAnswer, 'The map cells of one window', {
    query: { window: placesWindow, at, format },
    description:
      'All that anybody drove in, in one answer. Each segment counts for the cell of its later fix.',
    csv: csvForm<CellsAnswer>('cells', 'rows', cellOfWindow, ['windowMs', 'startMs', 'zoom'], () => null),
    refusals,
  }),
  speeding: operation(
    '/api/speed/speeding',
    speedingAnswer,
    'Who drove faster than the street’s limit, newest first, in pages',
    {
      query: {
        from: field.epochMs.describe(
          'Looks from here on, epoch ms; must lie before `to`. Without it, see `last`.',
        ),
        to,
        last,
        overKmh: field
          .number(10, 5, 200)
          .describe('How far above the limit counts, km/h; less than 5 is not kept.'),
        minS: field.number(10, 0, 3_600).describe('Least time above it, s.'),
        driver: driver.optional().describe('Of this driver alone.'),
        after: field.momentAndDriver.optional().describe('The `next` of the page before.'),
        limit: limit(100, 10_000, 'episodes'),
        format,
      },
      description:
        'An episode is one driver’s segments above limit and threshold on one street, less than 10 s apart; `overS` is their time. Give `from` and `to` to read all pages of one range.',
      csv: csvForm<SpeedingAnswer>('speeding', 'rows', speedingEpisode, [], ({ fromMs, toMs, next }) =>
        next === null ? null : { from: String(fromMs), to: String(toMs), after: next },
      ),
      refusals,
    },
  ),
  sparklines: operation('/api/speed/sparklines', sparklinesAnswer, 'The last windows of some drivers', {
    query: {
      window,
      at,
      points: field.whole(20, 2, 120).describe('How many windows, the one of `at` the last.'),
      driver: z
        .array(driver)
        .max(200, 'holds more than 200 drivers')
        .default([])
        .describe('Ids, each a parameter of its own; the address as a whole may have 128 KiB.'),
    },
    description: 'A driver that is unknown has no speeds.',
    refusals,
  }),
  accuracy: operation(
    '/api/speed/accuracy',
    accuracyAnswer,
    'Complete windows against the odometer (simulation only)',
    {
      query: { window: field.windowOr('30s').describe('Length of the windows.'), from, to, last },
      description: `At most the first ${maxWindows} windows of the range are compared: \`fromMs\` and \`toMs\` tell which.`,
      refusals,
    },
  ),
  counts: operation(
    '/api/speed/counts',
    countsAnswer,
    'What was read and what became of it, and the newest rejected records',
    {
      refusals,
    },
  ),
  latest: operation(
    '/api/speed/latest',
    latestAnswer,
    'Newest fixes, newest first, before any window has closed: not final',
    {
      query: {
        driver: driver.optional().describe('Of this driver alone.'),
        limit: limit(100, 10_000, 'fixes'),
      },
      refusals: [502],
    },
  ),
  stream: operation('/api/stream', streamAnswer, 'Where each of the two consumers stands in the stream', {
    isTagged: false,
  }),
  pause: operation('/api/stream/driver-speed/pause', paused, 'Let driver-speed stop reading', {
    method: 'POST',
    description: forwarded,
    refusals: [403, 502],
    isTagged: false,
  }),
  resume: operation('/api/stream/driver-speed/resume', paused, 'Let driver-speed read again', {
    method: 'POST',
    description: forwarded,
    refusals: [403, 502],
    isTagged: false,
  }),
  config: operation(
    '/api/config',
    z.object({
      liveMapUrl: z.string().nullable().describe('Null: on the page’s own host name, at `liveMapPort`.'),
      liveMapPort: z.int(),
    }),
    'What a browser must know of this deployment',
    { isTagged: false },
  ),
  city: operation(
    '/api/city',
    z.object({
      id: z.string(),
      name: z.string(),
      center: z.object({ latitude: z.number(), longitude: z.number() }),
      bounds: z.array(z.number()).length(4).describe('West, south, east, north, degrees.'),
      attribution: z.string(),
      layers: z.record(z.string(), z.string()).describe('Address of each layer of the basemap.'),
    }),
    'What is needed to draw the city',
    { refusals },
  ),
  layer: operation(
    '/api/city/layers/{file}',
    z.looseObject({ type: z.literal('FeatureCollection') }),
    'A layer of the basemap as GeoJSON',
    {
      pathParameters: {
        file: z.string().min(1).describe('As `layers` of /api/city names it: it changes with its content.'),
      },
      contentType: 'application/geo+json; charset=utf-8',
      refusals: [404],
    },
  ),
  street: operation('/api/city/street', streetAnswer, 'The street at a place', {
    query: {
      latitude: place.latitude,
      longitude: place.longitude,
      headingDeg: place.headingDeg,
    },
  }),
  streets: operation('/api/city/streets', streetsAnswer, 'Streets by their names', {
    query: {
      text: field.text.describe('Beginnings of words of the name; accents and case do not matter.'),
      limit: limit(10, 100, 'streets'),
    },
    refusals,
  }),
  route: operation('/api/city/route', routeAnswer, 'The fastest way by car between two places', {
    query: {
      latitude: place.latitude,
      longitude: place.longitude,
      headingDeg: place.headingDeg,
      toLatitude: place.latitude,
      toLongitude: place.longitude,
    },
    refusals,
  }),
  document: operation('/api/openapi.json', z.looseObject({ openapi: z.literal('3.1.0') }), 'This document'),
};
