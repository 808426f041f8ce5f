import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginText, endText, put, putDecimal } from './ascii-text.ts';

function decimal(units: number, decimals: number): string {
  const text = beginText();
  putDecimal(text, units, decimals);
  return endText(text);
}

test('a decimal is written as JSON writes the number', () => {
  const units = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -2_000, max: 2_000 }));
  fc.assert(
    fc.property(units, fc.integer({ min: 0, max: 6 }), (n, decimals) => {
      // Beyond 2^53 / 10^6 a quotient has digits of its own after those asked for.
      fc.pre(Math.abs(n) < 9e9 || decimals === 0);
      expect(decimal(n, decimals)).toBe(JSON.stringify(n / 10 ** decimals));
    }),
    { numRuns: 2_000 },
  );
});

test('a text is what was put, and one that is too long is refused', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (parts) => {
      const text = beginText();
      for (const part of parts) put(text, part);
      expect(endText(text)).toBe(parts.join(''));
    }),
  );
  const text = beginText();
  put(text, 'x'.repeat(1_025));
  expect(() => endText(text)).toThrow('1025 characters');
});
