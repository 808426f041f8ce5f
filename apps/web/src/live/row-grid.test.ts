import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRowGrid, gridCell } from './row-grid.ts';

const place = fc.double({ min: -40 * gridCell, max: 40 * gridCell, noNaN: true });

test('all rows near a place are found, wherever they came from and whatever left', () => {
  const move = fc.record({ row: fc.nat(30), x: place, y: place, leaves: fc.boolean() });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 120 }), place, place, (moves, x, y) => {
      const grid = createRowGrid();
      const here = new Map<number, { x: number; y: number }>();
      for (const each of moves) {
        if (each.leaves) {
          grid.remove(each.row);
          here.delete(each.row);
        } else {
          grid.put(each.row, each.x, each.y);
          here.set(each.row, each);
        }
      }
      const reach = 3 * gridCell;
      const found: number[] = [];
      grid.near(x, y, reach, (row) => found.push(row));
      expect(new Set(found).size).toBe(found.length);
      for (const [row, at] of here) {
        if (Math.abs(at.x - x) <= reach && Math.abs(at.y - y) <= reach) expect(found).toContain(row);
      }
      for (const row of found) expect(here.has(row)).toBe(true);
    }),
  );
});

test('a row that is renamed stays where it is', () => {
  const grid = createRowGrid();
  grid.put(0, 0, 0);
  grid.put(900, gridCell * 5, 0);
  grid.rename(900, 0);
  const found: number[] = [];
  grid.near(gridCell * 5, 0, gridCell, (row) => found.push(row));
  grid.near(0, 0, gridCell / 2, (row) => found.push(row));
  expect(found).toEqual([0]);
});
