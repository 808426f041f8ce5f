import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { brotliCompressSync, createBrotliDecompress } from 'node:zlib';
import { acceptsBrotli } from './accepts-brotli.mjs';

/**
 * Sends a file that lies on disk as brotli, as it is to whoever takes brotli and plain to others (Next then gzips it
 * for those who take gzip). To be kept for ever: its address changes when it does. `hash` is of the content.
 */
export function layerResponse(request: Request, path: string, hash: string): Response {
  const etag = `W/"${hash}"`;
  const headers = {
    'content-type': 'application/geo+json; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    etag,
  };
  const known = request.headers.get('if-none-match');
  if (known?.includes(etag)) return new Response(null, { status: 304, headers });
  const file = createReadStream(path);
  const body = acceptsBrotli(request.headers.get('accept-encoding')) ? file : decompressed(file);
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { headers });
}

/** A layer that is not there. Its body is compressed too: all of this route's answers carry the same header. */
export function noLayer(request: Request, name: string): Response {
  const body = Buffer.from(JSON.stringify({ error: `no layer ${JSON.stringify(name)}` }));
  const sent = acceptsBrotli(request.headers.get('accept-encoding')) ? brotliCompressSync(body) : body;
  return new Response(new Uint8Array(sent), { status: 404, headers: { 'content-type': 'application/json' } });
}

function decompressed(file: Readable): Readable {
  const plain = createBrotliDecompress();
  return file.on('error', (error) => plain.destroy(error)).pipe(plain);
}
