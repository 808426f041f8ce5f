import { isIP } from 'node:net';

/**
 * Stands for every address in digits: replicas are asked by theirs, and a foreign name can only be bound to an
 * address, never look like one.
 */
const anyAddress = 'any-address';

/**
 * Whether a Host header names one of `allowed` (D5); the port does not matter. IPv6 addresses stand in brackets in
 * the header and with or without them in `allowed`.
 */
export function isAllowedHost(header: string | undefined, allowed: readonly string[]): boolean {
  const name = hostName(header ?? '');
  if (name === null || name === anyAddress) return false;
  if (isIP(name) !== 0 && allowed.includes(anyAddress)) return true;
  return allowed.some((host) => host.toLowerCase().replace(/^\[(.*)\]$/, '$1') === name);
}

/** The name in `name`, `name:port`, `[address]` or `[address]:port`; null for anything else. */
function hostName(header: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+))(?::\d{1,5})?$/i.exec(header);
  return match === null ? null : (match[1] ?? match[2]).toLowerCase();
}
