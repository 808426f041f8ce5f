import { createServer } from 'node:net';

/** A port a part listens on: `env` may fix it, else the first free one from `preferred` on. */
export interface PortWish {
  readonly env: string;
  readonly preferred: number;
}

export interface ChosenPort {
  readonly port: number;
  /** Set when the preferred port was taken and another one serves. */
  readonly insteadOf: number | null;
}

/**
 * Chooses a port for each wish, none twice. Throws one clear line when a port that was set is taken or no number.
 */
export async function choosePorts<Name extends string>(
  wishes: Readonly<Record<Name, PortWish>>,
  env: Readonly<Record<string, string | undefined>>,
  host: string,
): Promise<Record<Name, ChosenPort>> {
  const chosen = {} as Record<Name, ChosenPort>;
  const taken = new Set<number>();
  for (const name of Object.keys(wishes) as Name[]) {
    const { env: variable, preferred } = wishes[name];
    const set = env[variable];
    if (set !== undefined && set !== '') {
      const port = Number(set);
      if (!Number.isInteger(port) || port < 1 || port > 65_535) {
        throw new Error(`${variable}=${set} is not a port: it wants a whole number from 1 to 65535.`);
      }
      if (taken.has(port) || !(await isFree(port, host))) {
        throw new Error(`${variable}=${port} is taken: stop what listens there, or leave ${variable} unset.`);
      }
      chosen[name] = { port, insteadOf: null };
    } else {
      let port = preferred;
      while (taken.has(port) || !(await isFree(port, host))) {
        port++;
        if (port > preferred + 200)
          throw new Error(`No free port from ${preferred} to ${port}: set ${variable}.`);
      }
      chosen[name] = { port, insteadOf: port === preferred ? null : preferred };
    }
    taken.add(chosen[name].port);
  }
  return chosen;
}

/** Free on the address we will listen on, and nobody answers on loopback (another address may be free still). */
async function isFree(port: number, host: string): Promise<boolean> {
  for (const address of new Set([host, '127.0.0.1', '0.0.0.0'])) {
    if (!(await canListen(port, address))) return false;
  }
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
