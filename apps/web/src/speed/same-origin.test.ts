import { expect, test } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

const same = (headers: Record<string, string>) =>
  isSameOrigin(new Headers({ host: '192.168.1.7:3000', ...headers }));

test('our own page may, over a trustworthy address or not', () => {
  expect(same({ origin: 'http://192.168.1.7:3000' })).toBe(true);
  expect(same({ origin: 'http://192.168.1.7:3000', 'sec-fetch-site': 'same-origin' })).toBe(true);
});

test('a command line tool sends neither header and may', () => {
  expect(same({})).toBe(true);
});

test.each([
  [{ origin: 'http://evil.example' }],
  [{ origin: 'http://192.168.1.7:3001' }],
  [{ origin: 'null' }],
  [{ origin: 'http://192.168.1.7:3000.evil.example' }],
  [{ 'sec-fetch-site': 'cross-site' }],
  [{ 'sec-fetch-site': 'same-site' }],
  [{ origin: 'http://192.168.1.7:3000', 'sec-fetch-site': 'cross-site' }],
])('D5 another page may not: %o', (headers) => {
  expect(same(headers)).toBe(false);
});
