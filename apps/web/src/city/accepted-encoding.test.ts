import { expect, test } from 'vitest';
import { acceptedEncoding } from './accepted-encoding.ts';

test('br goes to whoever offers it, gzip to a page on a plain LAN address', () => {
  expect(acceptedEncoding('gzip, deflate, br, zstd')).toBe('br');
  expect(acceptedEncoding('gzip, deflate')).toBe('gzip');
});

test('nothing offered, or forbidden by q=0, is sent as it is', () => {
  expect(acceptedEncoding(null)).toBe('identity');
  expect(acceptedEncoding('identity')).toBe('identity');
  expect(acceptedEncoding('br;q=0, gzip; q=0.0')).toBe('identity');
  expect(acceptedEncoding('*')).toBe('br');
  expect(acceptedEncoding('br;q=0, *;q=0.5')).toBe('gzip');
});
