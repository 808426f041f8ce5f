import { isAllowedHost } from '@rumo/service';

/** Why a connection was refused. Each is a label of a counter. */
export type ConnectionRefusal = 'wrong_origin' | 'wrong_host';

/**
 * D5: a browser always names the page it acts for, and that origin must be one of `allowedOrigins` to the letter.
 * Without an Origin it is no browser and acts for nobody else's page: it is let in like any other program.
 */
export function connectionRefusal(
  headers: { readonly origin?: string; readonly host?: string },
  allowedOrigins: readonly string[],
  allowedHosts: readonly string[],
): ConnectionRefusal | null {
  if (!isAllowedHost(headers.host, allowedHosts)) return 'wrong_host';
  if (headers.origin !== undefined && !allowedOrigins.includes(headers.origin)) return 'wrong_origin';
  return null;
}
