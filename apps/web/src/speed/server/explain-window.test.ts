import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WindowExplanation } from '@rumo/events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET } from '../../app/api/speed/drivers/[id]/windows/[startMs]/route.ts';

const explanation: WindowExplanation = {
  driverId: 'a b',
  windowStartMs: 20_000,
  windowMs: 30_000,
  row: null,
  before: null,
  fixes: [],
  note: null,
};
let answer: { readonly status: number; readonly body: string } = { status: 200, body: '' };
const asked: string[] = [];
const driverSpeed = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(answer.body);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => driverSpeed.listen(0, '127.0.0.1', resolve));
  process.env.DRIVER_SPEED_URL = `http://127.0.0.1:${(driverSpeed.address() as AddressInfo).port}`;
});
afterAll(() => driverSpeed.close());

async function get(startMs: string, query = '') {
  const request = new Request(`http://localhost/api/speed/drivers/a%20b/windows/${startMs}${query}`);
  const response = await GET(request, { params: Promise.resolve({ id: 'a b', startMs }) });
  return { status: response.status, body: await response.json() };
}

test('GET /api/speed/drivers/{id}/windows/{startMs} is what driver-speed reads from the log', async () => {
  answer = { status: 200, body: JSON.stringify(explanation) };
  expect(await get('20000', '?window=30s')).toEqual({ status: 200, body: explanation });
  expect(asked.at(-1)).toBe('/explain?driver=a+b&start=20000&window=30000');
});

test('what driver-speed refuses is refused for its reason, and what it cannot is 502', async () => {
  for (const status of [404, 410, 503]) {
    answer = { status, body: '{"error": "why"}' };
    expect(await get('20000')).toEqual({ status, body: { error: 'why' } });
  }
  for (const wrong of [
    { status: 500, body: '{}' },
    { status: 200, body: '{}' },
    { status: 200, body: '<p>' },
  ]) {
    answer = wrong;
    expect((await get('20000')).status).toBe(502);
  }
});

test('what is no start of a window is 400, and nobody is asked', async () => {
  const before = asked.length;
  for (const startMs of ['20001', '-10000', 'x', '1e4']) expect((await get(startMs)).status).toBe(400);
  expect((await get('20000', '?window=7s')).status).toBe(400);
  expect(asked).toHaveLength(before);
});
