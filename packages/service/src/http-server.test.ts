import { request } from 'node:http';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningHttpServer, startHttpServer } from './http-server.ts';
import { createLogger } from './logger.ts';

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
    routes: { 'GET /status': (_request, url) => ({ body: { q: url.searchParams.get('q') } }) },
    logger: createLogger('test'),
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

function get(path: string, host: string): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve, reject) => {
    request({ port: running.port, host: '127.0.0.1', path, headers: { host } }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) });
    })
      .on('error', reject)
      .end();
  });
}
