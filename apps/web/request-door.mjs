const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * What is wrong with a request that Next itself would answer with 500: a method it does not know, an address that is
 * no UTF-8. Null when nothing is. `url` is the request line's.
 * @param {string} method
 * @param {string} url
 */
export function refusalAtTheDoor(method, url) {
  if (!methods.includes(method))
    return {
      status: 405,
      headers: { allow: /^\/api\/stream\/driver-speed\//.test(url) ? 'POST, OPTIONS' : 'GET, HEAD, OPTIONS' },
      error: `${method} is for nothing here.`,
    };
  try {
    decodeURIComponent(url.split('?', 1)[0]);
    return null;
  } catch {
    return { status: 400, headers: {}, error: 'The address holds a % that begins no UTF-8 character.' };
  }
}
