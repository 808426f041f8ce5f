import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { readyNotes, watchReady } from './ready-watch.ts';

test('a problem that lasts is told once, and so is its end; a short one is not', () => {
  const note = readyNotes('driver-speed');
  const looks: [number, string | null][] = [
    [0, 'behind'],
    [5_000, null],
    [10_000, 'behind'],
    [20_000, 'behind'],
    [25_000, 'far behind'],
    [30_000, 'far behind'],
    [35_000, null],
    [40_000, null],
  ];
  expect(looks.map(([ms, problem]) => note(problem, ms)).filter((line) => line !== null)).toEqual([
    'WARN driver-speed has not been ready for 15 s: far behind',
    'driver-speed is ready again.',
  ]);
});

test('it asks each part until it is ended: one that is not ready, one that is, one that refuses, one that is gone', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(String(request.url));
    const [, status] = String(request.url).split('/');
    response.writeHead(Number(status)).end(JSON.stringify({ problem: '5 records behind.' }));
    vi.advanceTimersByTime(20_000);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ended = new AbortController();
  const told: string[] = [];
  const parts = [200, 403, 503].map((status) => ({ name: `part ${status}`, url: `${url}/${status}` }));
  const watching = watchReady(
    [...parts, { name: 'gone', url: 'http://127.0.0.1:1/' }],
    (line) => told.push(line.replace(/\d+ s/, '… s')),
    ended.signal,
  );
  try {
    await vi.waitFor(() => expect(told).toHaveLength(2), { timeout: 20_000 });
    expect(told.sort()).toEqual([
      'WARN gone has not been ready for … s: it does not answer.',
      'WARN part 503 has not been ready for … s: 5 records behind.',
    ]);
  } finally {
    ended.abort();
    await watching;
    server.close();
    vi.useRealTimers();
  }
  expect(new Set(asked)).toEqual(new Set(['/200', '/403', '/503']));
});
