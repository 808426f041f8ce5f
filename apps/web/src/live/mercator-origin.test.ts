import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matrixFromOrigin, mercatorOrigin, offsetOf, positionOf } from './mercator-origin.ts';

const origin = mercatorOrigin({ latitude: -34.9, longitude: -56.16 });

test('a position survives the way through 32-bit offsets to a centimetre', () => {
  const near = fc.record({
    latitude: fc.double({ min: -35, max: -34.8, noNaN: true }),
    longitude: fc.double({ min: -56.4, max: -56, noNaN: true }),
  });
  fc.assert(
    fc.property(near, (position) => {
      const { x, y } = offsetOf(origin, position);
      const back = positionOf(origin, { x: Math.fround(x), y: Math.fround(y) });
      expect(Math.abs(back.latitude - position.latitude)).toBeLessThan(1e-7);
      expect(Math.abs(back.longitude - position.longitude)).toBeLessThan(1e-7);
    }),
  );
});

test('the folded matrix sends an offset where the whole matrix sends the point', () => {
  const matrix = Float64Array.from([3, 0, 0, 0, 0, -5, 0, 0, 0, 0, 1, 0, -0.7, 1.9, 0, 1]);
  const folded = matrixFromOrigin(matrix, origin);
  const point = { x: origin.x + 1e-4, y: origin.y - 2e-4 };
  expect(folded[0] * 1e-4 + folded[12]).toBeCloseTo(3 * point.x - 0.7, 6);
  expect(folded[5] * -2e-4 + folded[13]).toBeCloseTo(-5 * point.y + 1.9, 6);
});
