const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Room for a list of 200 ids in an address: what is too long is then told by the endpoint, not by an empty 431. */
export const maxHeaderSize = 131_072;

/**
 * Hands on to `handle` what Next can read. It would answer 500 to a method it does not know and to an address that is no
 * UTF-8: these are refused here.
 * @param {import('node:http').RequestListener} handle
 * @returns {import('node:http').RequestListener}
 */
export function behindTheDoor(handle) {
  return (request, response) => {
    const refusal = refusalAtTheDoor(request.method ?? '', request.url ?? '/');
    if (refusal === null) return handle(request, response);
    response.writeHead(refusal.status, { 'content-type': 'application/json', ...refusal.headers });
    response.end(JSON.stringify({ error: refusal.error }));
  };
}

/**
 * @param {string} method
 * @param {string} url As the request line has it.
 */
function refusalAtTheDoor(method, url) {
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
