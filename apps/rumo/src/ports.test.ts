import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { choosePorts } from './ports.ts';

let taken: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (taken ? taken.close(() => resolve()) : resolve())));

test('an unset port that is taken gives way to the next free one, and says so', async () => {
  const port = await takePort();
  const { web } = await choosePorts({ web: { env: 'WEB_PORT', preferred: port } }, {}, '127.0.0.1');
  expect(web.port).toBeGreaterThan(port);
  expect(web.insteadOf).toBe(port);
});

test('a port that is set and taken is one clear line', async () => {
  const port = await takePort();
  const choose = choosePorts(
    { web: { env: 'WEB_PORT', preferred: 1 } },
    { WEB_PORT: String(port) },
    '127.0.0.1',
  );
  await expect(choose).rejects.toThrow(`WEB_PORT=${port} is taken`);
});

test('two parts never get the same port', async () => {
  const wishes = { a: { env: 'A', preferred: 45_001 }, b: { env: 'B', preferred: 45_001 } };
  const { a, b } = await choosePorts(wishes, {}, '127.0.0.1');
  expect(a.port).not.toBe(b.port);
});

test('what is no port is refused', async () => {
  const choose = choosePorts({ a: { env: 'A', preferred: 1 } }, { A: 'http' }, '127.0.0.1');
  await expect(choose).rejects.toThrow('A=http is not a port');
});

function takePort(): Promise<number> {
  const server = createServer();
  taken = server;
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}
