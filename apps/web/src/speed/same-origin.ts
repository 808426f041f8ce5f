/**
 * Whether a request that changes something comes from our own page, or from no page at all (a command line tool).
 * Browsers send Origin with every POST; Sec-Fetch-Site they send to trustworthy addresses only, so that a page on
 * http://192.168.1.7 has Origin alone. The Host itself is checked elsewhere (D5).
 */
export function isSameOrigin(headers: Pick<Headers, 'get'>): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = headers.get('origin');
  if (origin === null) return true;
  const host = headers.get('host');
  return host !== null && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
