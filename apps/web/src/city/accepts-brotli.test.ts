import { expect, test } from 'vitest';
import { acceptsBrotli } from './accepts-brotli.mjs';

test('brotli goes to whoever names it as browsers do', () => {
  for (const header of ['br', 'gzip, deflate, br, zstd', 'gzip,br', 'br, gzip']) {
    expect(acceptsBrotli(header), header).toBe(true);
  }
});

test('a page on a plain LAN address, or a client that forbids it, gets the plain file', () => {
  for (const header of [null, '', 'gzip, deflate', 'br;q=0, gzip', 'gzip, brotli', 'xbr', '*']) {
    expect(acceptsBrotli(header), String(header)).toBe(false);
  }
});
