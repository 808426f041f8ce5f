import { parseArgs } from 'node:util';

export const brokerUsage = `npm run broker -- [options]: a single-node broker that speaks the Kafka protocol, for laptops and tests

  --port PORT        where it listens (9092; 0 takes a free one)
  --host HOST        the address it listens on (127.0.0.1)
  --advertise HOST   what clients are told to connect to (the address they came to)
  --data DIR         where the logs are kept (.rumo/broker)
`;

export interface BrokerArguments {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly advertisedHost: string | undefined;
}

export type ParsedBrokerArguments =
  | { readonly kind: 'options'; readonly options: BrokerArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** Reads the arguments of `npm run broker`. */
export function brokerOptions(args: readonly string[]): ParsedBrokerArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '9092' },
        host: { type: 'string', default: '127.0.0.1' },
        advertise: { type: 'string' },
        data: { type: 'string', default: '.rumo/broker' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535) {
      return { kind: 'wrong', problem: `--port ${values.port}: a number from 0 to 65535 is wanted` };
    }
    const { host, data: dataDir, advertise: advertisedHost } = values;
    return { kind: 'options', options: { host, port, dataDir, advertisedHost } };
  } catch (error) {
    return { kind: 'wrong', problem: (error as Error).message };
  }
}
