import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** What the replicas behind one name said, and what became of those that said nothing. */
export interface Replies<T> {
  readonly answers: readonly T[];
  readonly failures: readonly unknown[];
}

/**
 * Asks each replica of a service: a name with several addresses is that many replicas, as Docker's and Kubernetes'
 * own DNS tell them. Rejects when none answers, for the reason of the first.
 */
export async function askReplicas<T>(
  url: string,
  ask: (url: string) => Promise<T>,
  resolve: Resolve = addressesOf,
): Promise<Replies<T>> {
  const results = await Promise.allSettled((await replicaUrls(url, resolve)).map(ask));
  const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (answers.length === 0) throw failures[0];
  return { answers, failures };
}

/**
 * Asks one replica, where any can answer: the one that `key` falls to, so that the same question finds what it has kept,
 * and the others in turn while none answers. Rejects when none does, for the reason of the last.
 */
export async function askOneReplica<T>(
  url: string,
  key: string,
  ask: (url: string) => Promise<T>,
  resolve: Resolve = addressesOf,
): Promise<T> {
  const urls = await replicaUrls(url, resolve);
  const first = createHash('sha256').update(key).digest().readUInt32BE() % urls.length;
  let failure: unknown;
  for (let i = 0; i < urls.length; i++) {
    try {
      return await ask(urls[(first + i) % urls.length]);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** One URL for each address of the name in `url`; `url` itself where there is one address, or a certificate to match. */
export async function replicaUrls(url: string, resolve: Resolve = addressesOf): Promise<readonly string[]> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return [url];
  const addresses = await resolve(hostname);
  if (addresses.length < 2) return [url];
  return addresses.map((address) => {
    const replica = new URL(url);
    replica.hostname = isIP(address) === 6 ? `[${address}]` : address;
    return replica.href.replace(/\/$/, '');
  });
}

/** One family only: the second would be the same replicas again. */
async function addressesOf(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true });
  const family = found.some((each) => each.family === 4) ? 4 : 6;
  return [...new Set(found.filter((each) => each.family === family).map(({ address }) => address))];
}
