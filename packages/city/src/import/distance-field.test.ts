import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distanceToMarked } from './distance-field.ts';

test('each cell’s distance is that to the nearest marked cell', () => {
  const grid = fc.record({ columns: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 9 }) });
  const marked = grid.chain((size) =>
    fc.tuple(
      fc.constant(size),
      fc.uint8Array({ minLength: size.columns * size.rows, maxLength: size.columns * size.rows, max: 1 }),
    ),
  );
  fc.assert(
    fc.property(marked, ([size, marks]) => {
      const found = distanceToMarked(size, marks);
      found.forEach((distance, cell) => {
        let nearest = Infinity;
        marks.forEach((mark, other) => {
          if (!mark) return;
          const across = (cell % size.columns) - (other % size.columns);
          const down = Math.floor(cell / size.columns) - Math.floor(other / size.columns);
          nearest = Math.min(nearest, Math.hypot(across, down));
        });
        expect(distance).toBeCloseTo(nearest, 9);
      });
    }),
  );
});
