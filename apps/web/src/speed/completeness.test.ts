import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedByAll, completeThrough } from './completeness.ts';

const stand = (closedThroughMs: number | null, openFromMs: number | null = null, atEnd = false) => ({
  closedThroughMs,
  openFromMs,
  atEnd,
});

test('W14 a fleet window is complete when every partition has closed through its end', () => {
  expect(completeThrough([stand(30_000), stand(20_000), stand(50_000)], 60_000)).toBe(20_000);
});

test('W14 a partition read to its end counts up to its oldest open window', () => {
  expect(completeThrough([stand(30_000), stand(10_000, 40_000, true)], 60_000)).toBe(30_000);
  expect(completeThrough([stand(90_000), stand(10_000, 40_000, true)], 60_000)).toBe(40_000);
});

test('W14 a silent or empty partition read to its end does not hold the fleet up', () => {
  expect(completeThrough([stand(30_000, 30_000), stand(10_000, null, true)], 60_000)).toBe(30_000);
  expect(completeThrough([stand(30_000, 30_000), stand(null, null, true)], 60_000)).toBe(30_000);
});

test('W14 a partition that is not read to its end blocks what it has not closed', () => {
  expect(completeThrough([stand(30_000), stand(null, 10_000)], 60_000)).toBeNull();
  expect(completeThrough([stand(30_000), stand(null)], 60_000)).toBeNull();
});

test('W14 when nothing is open anywhere, everything there is is complete', () => {
  expect(completeThrough([stand(30_000, null, true), stand(20_000, null, true)], 60_000)).toBe(60_000);
  expect(completeThrough([stand(null, null, true)], null)).toBeNull();
  expect(completeThrough([], null)).toBeNull();
});

test('W14 what every partition has closed is always complete', () => {
  const partition = fc.record({
    closedThroughMs: fc.integer({ min: 0, max: 100 }),
    openFromMs: fc.option(fc.integer({ min: 0, max: 100 })),
    atEnd: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(partition, { minLength: 1 }), (partitions) => {
      const closed = closedByAll(partitions) as number;
      expect(completeThrough(partitions, 100)).toBeGreaterThanOrEqual(closed);
    }),
  );
});

test('W6 nothing counts as closed for good while a partition has closed nothing', () => {
  expect(closedByAll([stand(30_000), stand(null, null, true)])).toBeNull();
  expect(closedByAll([])).toBeNull();
  expect(closedByAll([stand(30_000), stand(20_000, 50_000, true)])).toBe(20_000);
});
