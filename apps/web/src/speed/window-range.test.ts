import fc from 'fast-check';
import { expect, test } from 'vitest';
import { needsExtent, newestWindowStart, resolveRange, windowStartAt } from './window-range.ts';

const lastMs = 900_000;
const newestEndMs = 7_200_000;
const allKept = { baseFromMs: 0, rollupFromMs: null };

test('without from and to the range is the last quarter of an hour of event time', () => {
  expect(resolveRange({ windowMs: 30_000, lastMs }, newestEndMs, null)).toEqual({
    kind: 'range',
    range: { windowMs: 30_000, fromMs: 6_300_000, toMs: 7_200_000 },
    nextFromMs: null,
  });
});

test('the last quarter of an hour always holds a whole window, however long', () => {
  expect(resolveRange({ windowMs: 3_600_000, lastMs }, 7_210_000, null)).toEqual({
    kind: 'range',
    range: { windowMs: 3_600_000, fromMs: 3_600_000, toMs: 10_800_000 },
    nextFromMs: null,
  });
});

test('from and to name the starts of windows: from on, before to', () => {
  const asked = { windowMs: 10_000, fromMs: 100_001, toMs: 130_001, lastMs };
  expect(resolveRange(asked, newestEndMs, allKept)).toMatchObject({
    range: { fromMs: 110_000, toMs: 140_000 },
  });
});

test('a range is cut to what the data holds', () => {
  const asked = { windowMs: 10_000, fromMs: 0, toMs: 8.64e15, lastMs };
  const extent = { baseFromMs: 7_100_000, rollupFromMs: null };
  expect(resolveRange(asked, newestEndMs, extent)).toMatchObject({
    range: { fromMs: 7_100_000, toMs: 7_200_000 },
  });
});

test('W2 a range that begins before the kept base windows is answered in windows of 5 min', () => {
  const extent = { baseFromMs: 6_000_000, rollupFromMs: 0 };
  const range = (windowMs: number, fromMs: number) =>
    resolveRange({ windowMs, fromMs, lastMs }, newestEndMs, extent);
  expect(range(10_000, 600_000)).toMatchObject({ range: { windowMs: 300_000, fromMs: 600_000 } });
  expect(range(10_000, 6_000_000)).toMatchObject({ range: { windowMs: 10_000, fromMs: 6_000_000 } });
  expect(range(3_600_000, 0)).toMatchObject({ range: { windowMs: 3_600_000, fromMs: 0 } });
});

test('a range of more windows than one answer holds is cut, and the rest begins where the cut is', () => {
  const asked = { windowMs: 10_000, fromMs: 0, lastMs };
  expect(resolveRange(asked, 100_000_000, allKept)).toEqual({
    kind: 'range',
    range: { windowMs: 10_000, fromMs: 0, toMs: 50_000_000 },
    nextFromMs: 50_000_000,
  });
});

test('the pages of a range cover it once, whatever the limit', () => {
  const ms = fc.integer({ min: 0, max: 3_000_000 });
  fc.assert(
    fc.property(ms, ms, fc.integer({ min: 1, max: 400 }), (fromMs, toMs, limit) => {
      const asked = { windowMs: 10_000, toMs, lastMs };
      const whole = resolveRange({ ...asked, fromMs }, newestEndMs, allKept);
      let next: number | null = fromMs;
      let coveredMs = 0;
      while (next !== null) {
        const page = resolveRange({ ...asked, fromMs: next, limit }, newestEndMs, allKept);
        if (page.kind === 'nothing') break;
        coveredMs += page.range.toMs - page.range.fromMs;
        next = page.nextFromMs;
      }
      expect(coveredMs).toBe(whole.kind === 'nothing' ? 0 : whole.range.toMs - whole.range.fromMs);
    }),
  );
});

test('a look back of more than a day asks where the kept windows begin', () => {
  expect(needsExtent({ lastMs })).toBe(false);
  expect(needsExtent({ lastMs, fromMs: 0 })).toBe(true);
  expect(needsExtent({ lastMs: 90_000_000 })).toBe(true);
});

test('without data, or beyond it, there is nothing', () => {
  expect(resolveRange({ windowMs: 10_000, lastMs }, null, null)).toEqual({ kind: 'nothing' });
  const beyond = { windowMs: 10_000, fromMs: newestEndMs + 10_000, lastMs };
  expect(resolveRange(beyond, newestEndMs, allKept)).toEqual({ kind: 'nothing' });
});

test('W2 both ends of a range are multiples of the window', () => {
  const ms = fc.integer({ min: 0, max: 5_000_000 });
  const windowMs = fc.constantFrom(10_000, 30_000, 60_000, 300_000, 3_600_000);
  fc.assert(
    fc.property(windowMs, fc.option(ms, { nil: undefined }), ms, ms, (window, fromMs, toMs, newest) => {
      const resolved = resolveRange({ windowMs: window, fromMs, toMs, lastMs }, newest, allKept);
      if (resolved.kind !== 'range') return;
      expect(resolved.range.fromMs % window).toBe(0);
      expect(resolved.range.toMs % window).toBe(0);
      expect(resolved.range.fromMs).toBeLessThan(resolved.range.toMs);
    }),
  );
});

test('the newest complete window ends at or before the time', () => {
  expect(newestWindowStart(30_000, 89_999)).toBe(30_000);
  expect(newestWindowStart(30_000, 90_000)).toBe(60_000);
  expect(windowStartAt(30_000, 89_999)).toBe(60_000);
});

test('W2 hopping windows start at each hop, and those that begin before the kept base windows at 5 min', () => {
  const request = { windowMs: 300_000, hopMs: 60_000, fromMs: 600_001, toMs: 900_000, lastMs: 0 };
  const kept = { baseFromMs: 0, rollupFromMs: null };
  expect(resolveRange(request, 2_000_000, kept)).toEqual({
    kind: 'range',
    range: { windowMs: 300_000, hopMs: 60_000, fromMs: 660_000, toMs: 900_000 },
    nextFromMs: null,
  });
  expect(resolveRange({ ...request, limit: 3 }, 2_000_000, kept)).toMatchObject({
    range: { toMs: 840_000 },
    nextFromMs: 840_000,
  });
  const gone = { baseFromMs: 1_800_000, rollupFromMs: 0 };
  expect(
    resolveRange({ ...request, windowMs: 60_000, hopMs: 10_000, toMs: 1_200_000 }, 2_000_000, gone),
  ).toMatchObject({
    range: { windowMs: 300_000, fromMs: 900_000 },
  });
});
