import { parseArgs } from 'node:util';

export interface StartOptions {
  readonly drivers: string | null;
  readonly seed: string | null;
  readonly city: string | null;
  readonly fresh: boolean;
  readonly lan: boolean;
}

export type ParsedOptions =
  | { readonly kind: 'start'; readonly options: StartOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

export const help = `npm start -- [options]

  --drivers N   simulated drivers (default 300)
  --seed N      the same seed drives the same way
  --city NAME   a folder in cities/ (default montevideo)
  --fresh       wipe the data folder first: logs, database, the drivers' places
  --lan         let other devices on this network watch; prints the address and a QR code
  --help        this text

Everything else is set by environment variables; the README lists them.
`;

/** Reads the words after `npm start --`. */
export function parseOptions(args: readonly string[]): ParsedOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        drivers: { type: 'string' },
        seed: { type: 'string' },
        city: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        lan: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const drivers = values.drivers ?? null;
    if (drivers !== null && !/^[1-9]\d{0,5}$/.test(drivers)) {
      return {
        kind: 'wrong',
        problem: `--drivers wants a whole number from 1 to 200000, got ${JSON.stringify(drivers)}`,
      };
    }
    return {
      kind: 'start',
      options: {
        drivers,
        seed: values.seed ?? null,
        city: values.city ?? null,
        fresh: values.fresh,
        lan: values.lan,
      },
    };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}
