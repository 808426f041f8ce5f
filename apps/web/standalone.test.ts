import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePorts } from '../../tests/harness/free-ports.ts';
import { startNode } from '../../tests/harness/node-process.ts';

/** Makes its server as the one does that Next writes beside a standalone build. */
const server = `
  const http = require('http');
  const server = http.createServer((request, response) => response.end(request.method + ' ' + request.url.length));
  server.listen(process.env.PORT, '127.0.0.1', () => process.send({ ready: true }));
`;

test('the server of a container image refuses what Next would answer with 500, and ends with 0', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rumo-standalone-'));
  const [port] = await freePorts(1);
  for (const file of ['standalone.mjs', 'request-door.mjs'])
    await copyFile(join(import.meta.dirname, file), join(folder, file));
  await writeFile(join(folder, 'server.js'), server);
  const running = startNode(join(folder, 'standalone.mjs'), [], { PORT: String(port) });
  try {
    await running.ready;
    const ask = (method: string, path: string) =>
      new Promise<{ status?: number; allow?: string; body: string }>((resolve, reject) => {
        const asking = request({ host: '127.0.0.1', port, method, path }, async (response) => {
          let body = '';
          for await (const chunk of response) body += chunk;
          resolve({ status: response.statusCode, allow: response.headers.allow, body });
        });
        asking.on('error', reject).end();
      });
    expect(await ask('GET', '/speed')).toMatchObject({ status: 200, body: 'GET 6' });
    expect(await ask('TRACE', '/speed')).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS' });
    expect(await ask('GET', '/api/speed/drivers/%E0%A4%A')).toMatchObject({ status: 400 });
    expect(await ask('GET', `/?${'a'.repeat(100_000)}`)).toMatchObject({ status: 200, body: 'GET 100002' });
    expect(await running.end('SIGTERM')).toBe(0);
  } finally {
    await running.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
});
