/**
 * Which Accept-Encoding headers a city's layers are sent as brotli to: those that name `br` without a weight, as
 * browsers do. A route handler may not set Content-Encoding itself: Next takes it off, since it may have decoded the
 * body. So next.config.mjs sets it by this same pattern, and both always agree.
 */
export const acceptsBrotliPattern = '(?:.*[,\\s])?br(?:\\s*,.*)?';

const whole = new RegExp(`^${acceptsBrotliPattern}$`);

/** @param {string | null} header */
export function acceptsBrotli(header) {
  return header !== null && whole.test(header);
}
