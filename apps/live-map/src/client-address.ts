import type { IncomingMessage } from 'node:http';

/**
 * The address a connection counts for. Behind a proxy of ours it is the last that X-Forwarded-For names, the one the
 * proxy itself has put there; what comes before it, and the whole header without such a proxy, anybody can make up.
 */
export function clientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? [request.headers['x-forwarded-for'] ?? []].flat().join(',') : '';
  const address = forwarded.split(',').at(-1)?.trim() || request.socket.remoteAddress || 'unknown';
  return address.replace(/^::ffff:/, '');
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
