import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/**
 * The address a connection counts for. Behind a proxy of ours it is the last that X-Forwarded-For names, the one the
 * proxy itself has put there; what comes before it, and the whole header without such a proxy, anybody can make up.
 * Of IPv6 it is the first 64 bits: a household or a rented machine has all addresses that begin with them.
 */
export function clientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? [request.headers['x-forwarded-for'] ?? []].flat().join(',') : '';
  const address = forwarded.split(',').at(-1)?.trim() || request.socket.remoteAddress || 'unknown';
  const v4 = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIPv6(v4) ? networkOf(v4) : v4;
}

/** The first four groups of an IPv6 address, without leading zeros. */
function networkOf(address: string): string {
  const [before, after] = address.replace(/%.*$/, '').toLowerCase().split('::');
  const head = before === '' ? [] : before.split(':');
  // What an IPv4 address at the end stands for is in the last two groups, beyond the first four.
  const tail = after === undefined || after === '' ? [] : after.replace(/\d+\.[\d.]+$/, '0:0').split(':');
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...new Array<string>(zeros).fill('0'), ...tail].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** How many are open of each address. */
export interface AddressCounts {
  of(address: string): number;
  /** Counts one in; the function returned counts it out again, once. */
  enter(address: string): () => void;
}

export function createAddressCounts(): AddressCounts {
  const counts = new Map<string, number>();
  return {
    of: (address) => counts.get(address) ?? 0,
    enter(address) {
      counts.set(address, (counts.get(address) ?? 0) + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const others = (counts.get(address) ?? 0) - 1;
        if (others > 0) counts.set(address, others);
        else counts.delete(address);
      };
    },
  };
}
