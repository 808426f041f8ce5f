import { expect, test } from 'vitest';
import { layerEncoding } from './layer-encoding.mjs';

test('brotli goes to whoever names it as browsers do', () => {
  for (const header of ['br', 'gzip, deflate, br, zstd', 'gzip,br', 'br, gzip']) {
    expect(layerEncoding(header), header).toBe('br');
  }
});

test('a page on a plain LAN address gets gzip', () => {
  expect(layerEncoding('gzip, deflate')).toBe('gzip');
  expect(layerEncoding('br;q=0, gzip')).toBe('gzip');
});

test('a client that names neither, or weighs them, gets the plain file', () => {
  for (const header of [null, '', 'identity', 'gzip;q=0', 'xbr', 'brotli', '*']) {
    expect(layerEncoding(header), String(header)).toBe('identity');
  }
});
