import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createBrotliDecompress, createGzip } from 'node:zlib';
import { acceptedEncoding } from './accepted-encoding.ts';

/**
 * Sends a file that lies on disk as brotli in the best encoding the request allows, with an ETag and to be kept for
 * ever: its address changes when it does. `hash` is of the content before compression.
 */
export function layerResponse(request: Request, path: string, hash: string): Response {
  const encoding = acceptedEncoding(request.headers.get('accept-encoding'));
  const etag = `"${hash}-${encoding}"`;
  const headers = new Headers({
    'content-type': 'application/geo+json; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    etag,
  });
  if (request.headers.get('if-none-match')?.includes(etag))
    return new Response(null, { status: 304, headers });
  if (encoding !== 'identity') headers.set('content-encoding', encoding);
  // Without no-transform Next would compress the plain file a second time for clients that asked for none.
  else headers.set('cache-control', `${headers.get('cache-control')}, no-transform`);
  return new Response(Readable.toWeb(encoded(path, encoding)) as ReadableStream<Uint8Array>, { headers });
}

function encoded(path: string, encoding: ReturnType<typeof acceptedEncoding>): Readable {
  const file = createReadStream(path);
  if (encoding === 'br') return file;
  const plain = createBrotliDecompress();
  file.on('error', (error) => plain.destroy(error)).pipe(plain);
  if (encoding === 'identity') return plain;
  const gzip = createGzip({ level: 5 });
  plain.on('error', (error) => gzip.destroy(error)).pipe(gzip);
  return gzip;
}
