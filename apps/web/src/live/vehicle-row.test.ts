import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packHeadings, unpackHeadings } from './vehicle-row.ts';

const degrees = fc.double({ min: 0, max: 360, noNaN: true });

test('two headings come back from one 32-bit float to a tenth of a degree', () => {
  fc.assert(
    fc.property(degrees, degrees, (from, to) => {
      const back = unpackHeadings(Math.fround(packHeadings(from, to)));
      expect(apart(back[0], from)).toBeLessThan(0.1);
      expect(apart(back[1], to)).toBeLessThan(0.1);
    }),
  );
});

function apart(a: number, b: number): number {
  return Math.abs(((a - b + 540) % 360) - 180);
}
