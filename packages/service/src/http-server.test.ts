import { type OutgoingHttpHeaders, request } from 'node:http';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningHttpServer, startHttpServer } from './http-server.ts';
import { readJson } from './json-body.ts';
import { createLogger } from './logger.ts';

const silent = createLogger('test');
silent.level = 'silent';

let running: RunningHttpServer;
let problem: string | null = null;

beforeAll(async () => {
  running = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    allowedHosts: ['localhost', '127.0.0.1'],
    healthy: () => null,
    ready: () => problem,
    metrics: new Registry(),
    routes: {
      'GET /status': (_request, url) => ({ body: { q: url.searchParams.get('q') } }),
      'POST /echo': async (request) => ({ status: 201, body: await readJson(request, 20) }),
      'GET /broken': () => {
        throw new TypeError('a bug');
      },
    },
    logger: silent,
  });
});
afterAll(() => running.close());

test('D5 a Host that is not allowed is refused', async () => {
  expect((await get('/healthz', 'evil.example')).status).toBe(421);
  expect((await get('/healthz', 'localhost:1')).status).toBe(200);
});

test('a failing check answers 503 and says what is wrong', async () => {
  problem = 'The broker does not answer.';
  const answer = await get('/readyz', '127.0.0.1');
  problem = null;
  expect(answer).toEqual({ status: 503, body: { ok: false, problem: 'The broker does not answer.' } });
});

test('routes answer with JSON and unknown paths with 404', async () => {
  expect((await get('/status?q=1', '127.0.0.1')).body).toEqual({ q: '1' });
  expect((await get('/nothing', '127.0.0.1')).status).toBe(404);
});

test('D2 a body that is too large, no JSON or of another type is refused with its reason', async () => {
  expect(await post('{"a":1}', 'application/json')).toEqual({ status: 201, body: { a: 1 } });
  expect((await post('{"a":1}', 'application/json; charset=utf-8')).status).toBe(201);
  expect((await post('{"a":1}', 'text/plain')).status).toBe(415);
  expect((await post('{"a":', 'application/json')).status).toBe(400);
  expect((await post(Buffer.from([0x22, 0xff, 0x22]), 'application/json')).status).toBe(400);
  expect((await post(JSON.stringify('x'.repeat(200_000)), 'application/json')).status).toBe(413);
  expect((await get('/healthz', '127.0.0.1')).status).toBe(200);
});

test('D2 an address that cannot be read is refused, and a bug of a route answers 500', async () => {
  expect((await get('//', '127.0.0.1')).status).toBe(400);
  expect(await get('/broken', '127.0.0.1')).toEqual({ status: 500, body: { error: 'internal error' } });
});

const get = (path: string, host: string) => ask('GET', path, { host });

const post = (body: string | Buffer, type: string) =>
  ask(
    'POST',
    '/echo',
    { host: '127.0.0.1', 'content-type': type, 'content-length': Buffer.byteLength(body) },
    body,
  );

function ask(
  method: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body?: string | Buffer,
): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve, reject) => {
    request({ port: running.port, host: '127.0.0.1', method, path, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) });
    })
      .on('error', reject)
      .end(body);
  });
}

test('a port that is taken is told as such, with what to do', async () => {
  const again = startHttpServer({
    host: '127.0.0.1',
    port: running.port,
    allowedHosts: [],
    healthy: () => null,
    ready: () => null,
    metrics: new Registry(),
    logger: silent,
  });
  await expect(again).rejects.toThrow(
    `port ${running.port} of 127.0.0.1 is taken: stop what listens there, or set another port`,
  );
});
