/** GET /api/config. Without a URL the live map is on the page's own host name, at `liveMapPort`. */
export interface ClientConfig {
  readonly liveMapUrl: string | null;
  readonly liveMapPort: number;
}

/** The address of the live map's socket, given where the page itself was loaded from. */
export function liveMapAddress(
  config: ClientConfig,
  page: { readonly href: string; readonly protocol: string; readonly hostname: string },
): string {
  // Whole, for the worker that opens it may have been loaded from an address of another kind.
  if (config.liveMapUrl !== null) return new URL(config.liveMapUrl, page.href).toString();
  // location.hostname keeps the brackets of an IPv6 address, as a URL needs them.
  return `${page.protocol}//${page.hostname}:${config.liveMapPort}`;
}
