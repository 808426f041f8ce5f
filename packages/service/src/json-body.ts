import type { IncomingMessage } from 'node:http';
import { RequestError } from './request-error.ts';

export const defaultMaxBodyBytes = 64 * 1024;

/**
 * The JSON in a request's body. Throws RequestError: 415 for another content type (so that a page of another origin
 * cannot send it without asking first), 413 above `maxBytes`, 400 for what is no JSON.
 */
export async function readJson(request: IncomingMessage, maxBytes = defaultMaxBodyBytes): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new RequestError(415, `content-type is ${JSON.stringify(type)}, wanted application/json`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new RequestError(413, `the body has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new RequestError(400, 'the body is no JSON in UTF-8');
  }
}
