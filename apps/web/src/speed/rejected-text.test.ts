import { expect, test } from 'vitest';
import { printable } from './rejected-text.ts';

test('D2 bytes that are no text become something a page can show', () => {
  expect(printable(new Uint8Array([0x7b, 0xff, 0x00, 0x0a]))).toBe('{\ufffd\u2423\u2423');
  expect(printable(new TextEncoder().encode('safe \u202eevil'))).toBe('safe \u2423evil');
});
