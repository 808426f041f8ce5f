/**
 * Which Accept-Encoding headers a city's layers are sent as brotli or gzip to: those that name it without a weight,
 * as browsers do (brotli on secure contexts only, so that a plain LAN address gets gzip). A route handler may not
 * set Content-Encoding itself, Next takes it off: next.config.mjs sets it by these same patterns.
 */
export const brotliPattern = '(?:.*[,\\s])?br(?:\\s*,.*)?';
export const gzipPattern = '(?:.*[,\\s])?gzip(?:\\s*,.*)?';

/** Header rules for next.config.mjs. */
export const layerEncodingHeaders = [
  rule('br', { has: [accepts(brotliPattern)] }),
  rule('gzip', { has: [accepts(gzipPattern)], missing: [accepts(brotliPattern)] }),
];

/**
 * The encoding that those rules announce for a request.
 * @param {string | null} header Accept-Encoding
 * @returns {'br' | 'gzip' | 'identity'}
 */
export function layerEncoding(header) {
  if (header === null) return 'identity';
  if (new RegExp(`^${brotliPattern}$`).test(header)) return 'br';
  return new RegExp(`^${gzipPattern}$`).test(header) ? 'gzip' : 'identity';
}

/** @param {string} value */
function accepts(value) {
  return { type: /** @type {const} */ ('header'), key: 'accept-encoding', value };
}

/**
 * @param {string} encoding
 * @param {object} conditions
 */
function rule(encoding, conditions) {
  return {
    source: '/api/city/layers/:file',
    ...conditions,
    headers: [{ key: 'Content-Encoding', value: encoding }],
  };
}
