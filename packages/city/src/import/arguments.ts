import { parseArgs } from 'node:util';
import type { BoundingBox } from '@rumo/geo';
import type { Side } from './approximate-shore.ts';

export type CityRequest =
  | { readonly kind: 'help' }
  | { readonly kind: 'recipe'; readonly id: string }
  | {
      readonly kind: 'pbf';
      readonly id: string;
      readonly file: string;
      readonly name: string;
      readonly bounds: BoundingBox | null;
      readonly shore: readonly Side[];
    };

export const usage = `Makes a city pack in cities/NAME.

  npm run city -- montevideo                 the pack that comes with Rumo, made again
  npm run city -- NAME --pbf FILE            from an OpenStreetMap extract (.osm.pbf)

  --name "Porto"                             how the city is called; default NAME
  --bbox west,south,east,north               only this part of the extract, degrees
  --shore south                              where the open sea lies (north, east, south, west; comma between), when the
                                             extract has no coastline: the shore is then approximated
`;

const sides: readonly string[] = ['north', 'east', 'south', 'west'];

/** What the command line asks for. Throws, saying what is wrong and what was wanted. */
export function parseCityRequest(args: readonly string[]): CityRequest {
  const { values, positionals } = parseArgs({
    // A box that begins with a minus would pass for an option of its own.
    args: args.flatMap((arg, i) =>
      arg === '--bbox' ? [] : args[i - 1] === '--bbox' ? [`--bbox=${arg}`] : [arg],
    ),
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      pbf: { type: 'string' },
      name: { type: 'string' },
      bbox: { type: 'string' },
      shore: { type: 'string' },
    },
  });
  if (values.help || positionals.length === 0) return { kind: 'help' };
  const [id, ...rest] = positionals;
  if (rest.length > 0) throw new Error(`one city at a time: got ${positionals.join(' ')}`);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) {
    throw new Error(
      `"${id}" is no city name: wanted small letters, digits and hyphens (--name is for the real one)`,
    );
  }
  if (values.pbf === undefined) {
    const stray = (['name', 'bbox', 'shore'] as const).filter((option) => values[option] !== undefined);
    if (stray.length > 0) throw new Error(`--${stray[0]} goes with --pbf FILE`);
    return { kind: 'recipe', id };
  }
  return {
    kind: 'pbf',
    id,
    file: values.pbf,
    name: values.name ?? id,
    bounds: values.bbox === undefined ? null : parseBounds(values.bbox),
    shore: values.shore === undefined ? [] : parseSides(values.shore),
  };
}

function parseBounds(text: string): BoundingBox {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [west, south, east, north] = numbers;
  if (numbers.length !== 4 || numbers.some((number) => !Number.isFinite(number))) {
    throw new Error(`--bbox wants west,south,east,north in degrees, got "${text}"`);
  }
  if (west >= east || south >= north || west < -180 || east > 180 || south < -90 || north > 90) {
    throw new Error(`--bbox ${text} is no box: wanted west < east within ±180 and south < north within ±90`);
  }
  return [west, south, east, north];
}

function parseSides(text: string): Side[] {
  return text.split(',').map((part) => {
    const side = part.trim().toLowerCase();
    if (!sides.includes(side)) throw new Error(`--shore wants ${sides.join(', ')}, got "${part}"`);
    return side as Side;
  });
}
