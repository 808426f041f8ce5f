import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { brotliCompressSync, createBrotliDecompress, createGzip, gzipSync } from 'node:zlib';
import { layerEncoding } from './layer-encoding.mjs';

/**
 * Sends a file that lies on disk as brotli, encoded as layerEncoding says. To be kept for ever: its address changes
 * when it does. `hash` is of the content before compression.
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
  const body = Readable.toWeb(encoded(path, layerEncoding(request.headers.get('accept-encoding'))));
  return new Response(body as ReadableStream<Uint8Array>, { headers });
}

/** Encodes what is no layer too: all answers of a layer's address announce the same encoding. */
export async function encodedRefusal(request: Request, refused: Response): Promise<Response> {
  const body = Buffer.from(await refused.arrayBuffer());
  const encoding = layerEncoding(request.headers.get('accept-encoding'));
  const sent = encoding === 'br' ? brotliCompressSync(body) : encoding === 'gzip' ? gzipSync(body) : body;
  const headers = new Headers(refused.headers);
  headers.set('vary', 'Accept-Encoding');
  return new Response(new Uint8Array(sent), { status: refused.status, headers });
}

function encoded(path: string, encoding: ReturnType<typeof layerEncoding>): Readable {
  const file = createReadStream(path);
  if (encoding === 'br') return file;
  const plain = createBrotliDecompress();
  file.on('error', (error) => plain.destroy(error)).pipe(plain);
  if (encoding === 'identity') return plain;
  const gzip = createGzip({ level: 5 });
  plain.on('error', (error) => gzip.destroy(error)).pipe(gzip);
  return gzip;
}
