import fc from 'fast-check';
import { expect, test } from 'vitest';
import { giveBack, isMostlyFree, lend, moveRows, type RowSpan, rowPool } from './row-pool.ts';

const rowLength = 3;

function fill({ rows, from, capacity }: RowSpan, value: number): void {
  rows.fill(value, from, from + capacity * rowLength);
}

function holds({ rows, from, capacity }: RowSpan, value: number): boolean {
  return rows.subarray(from, from + capacity * rowLength).every((it) => it === value);
}

test('no two spans that are lent have a row in common, whatever came back between', () => {
  const asked = fc.oneof({ weight: 9, arbitrary: fc.nat(200) }, { weight: 1, arbitrary: fc.nat(20_000) });
  const steps = fc.array(fc.tuple(fc.boolean(), asked), { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(steps, (all) => {
      const pool = rowPool(rowLength);
      const lent = new Map<number, RowSpan>();
      for (const [step, [isBack, rows]] of all.entries()) {
        const [oldest] = lent;
        if (isBack && oldest !== undefined) {
          giveBack(pool, oldest[1]);
          lent.delete(oldest[0]);
        } else {
          const span = lend(pool, rows);
          expect(span.capacity).toBeGreaterThanOrEqual(rows);
          fill(span, step);
          lent.set(step, span);
        }
        for (const [value, span] of lent) expect(holds(span, value)).toBe(true);
        expect(pool.rowsLent).toBe([...lent.values()].reduce((sum, { capacity }) => sum + capacity, 0));
        expect(pool.rowsMade).toBeGreaterThanOrEqual(pool.rowsLent);
      }
    }),
    { numRuns: 50 },
  );
});

test('spans that came back are lent again: a fleet that comes and goes needs no more pages', () => {
  const pool = rowPool(rowLength);
  const once = Array.from({ length: 10_000 }, () => lend(pool, 4));
  const { rowsMade } = pool;
  for (let time = 0; time < 3; time++) {
    for (const span of once) giveBack(pool, span);
    once.forEach((_, i) => {
      once[i] = lend(pool, 4);
    });
  }
  expect(pool.rowsMade).toBe(rowsMade);
});

test('a pool is mostly free after most of a fleet has gone, and its rows move to another one as they are', () => {
  const pool = rowPool(rowLength);
  const spans = Array.from({ length: 10_000 }, () => lend(pool, 4));
  expect(isMostlyFree(pool)).toBe(false);
  for (const span of spans.slice(1_000)) giveBack(pool, span);
  expect(isMostlyFree(pool)).toBe(true);
  const [first] = spans;
  fill(first, 7);
  const next = rowPool(rowLength);
  moveRows(next, first, first.capacity, first.capacity);
  expect([first.rows === next.page, holds(first, 7)]).toEqual([true, true]);
});
