/** Encodings a pack's file can be sent in; it lies on disk as br. */
export type FileEncoding = 'br' | 'gzip' | 'identity';

/**
 * The best encoding an Accept-Encoding header allows. Browsers offer br on secure contexts only: a page opened by
 * a LAN address over plain http gets gzip. A `q=0` forbids an encoding (RFC 9110, 12.5.3).
 */
export function acceptedEncoding(header: string | null): FileEncoding {
  const offered = new Map<string, number>();
  for (const part of (header ?? '').split(',')) {
    const [name, ...parameters] = part.trim().toLowerCase().split(';');
    const q = parameters.map((each) => each.trim()).find((each) => each.startsWith('q='));
    offered.set(name.trim(), q === undefined ? 1 : Number(q.slice(2)));
  }
  const allowed = (name: FileEncoding) => (offered.get(name) ?? offered.get('*') ?? 0) > 0;
  if (allowed('br')) return 'br';
  return allowed('gzip') ? 'gzip' : 'identity';
}
