import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ChartView,
  drawnView,
  panned,
  rangeOf,
  revealed,
  settledRange,
  shownRange,
  viewOf,
  viewParameters,
  viewQuery,
  zoomed,
} from './chart-view.ts';

const limits = { windowMs: 10_000, firstMs: 0, endMs: 1_000_000_000, lookBackMs: 900_000 };
const whole: ChartView = { kind: 'live', spanMs: limits.lookBackMs };
const earlier: ChartView = { kind: 'fixed', fromMs: 999_000_000, toMs: 999_200_000 };

const parametersOf = (view: ChartView) => {
  const given = Object.entries(viewParameters(view, limits.lookBackMs)).filter(([, value]) => value !== null);
  return new URLSearchParams(given as [string, string][]);
};

test('an address without a range is the newest stretch, and the newest stretch needs no range', () => {
  expect(viewOf(new URLSearchParams(), limits)).toEqual(whole);
  expect(parametersOf(whole).toString()).toBe('');
});

test('whatever is looked at is the same again from its address', () => {
  const views = fc.oneof(
    fc.integer({ min: 30, max: 7_200 }).map((s): ChartView => ({ kind: 'live', spanMs: s * 1_000 })),
    fc
      .tuple(fc.nat(900_000_000), fc.integer({ min: 30_000, max: 7_200_000 }))
      .map(([fromMs, spanMs]): ChartView => ({ kind: 'fixed', fromMs, toMs: fromMs + spanMs })),
  );
  fc.assert(
    fc.property(views, (view) => {
      expect(viewOf(parametersOf(view), limits)).toEqual(view);
    }),
  );
});

test.each(['from=9&to=3', 'from=x&to=y', 'from=5', 'span=0', 'span=-3', 'span=NaN'])(
  'an address that makes no sense (%s) is the newest stretch',
  (query) => expect(viewOf(new URLSearchParams(query), limits)).toEqual(whole),
);

test('zooming in and out again around a time is where one was', () => {
  const atMs = 999_050_000;
  const there = zoomed(earlier, 2, limits, atMs);
  expect(there).toEqual({ kind: 'fixed', fromMs: 999_025_000, toMs: 999_125_000 });
  expect(zoomed(there, 0.5, limits, atMs)).toEqual(earlier);
});

test('a live view that is zoomed stays at the newest window', () => {
  expect(zoomed(whole, 2, limits)).toEqual({ kind: 'live', spanMs: 450_000 });
});

test('no view is narrower than three windows or wider than 720', () => {
  expect(zoomed(whole, 1e6, limits)).toEqual({ kind: 'live', spanMs: 30_000 });
  expect(zoomed(whole, 1e-6, limits)).toEqual({ kind: 'live', spanMs: 7_200_000 });
  expect(viewOf(new URLSearchParams('from=0&to=999999999'), limits)).toEqual({
    kind: 'fixed',
    fromMs: 0,
    toMs: 7_200_000,
  });
});

test('a view that is moved back stands still, and becomes live at the end of the data', () => {
  const back = panned(whole, -100_000, limits);
  expect(back).toEqual({ kind: 'fixed', fromMs: 999_000_000, toMs: 999_900_000 });
  expect(panned(back, 5_000_000, limits)).toEqual(whole);
});

test('a drawn stretch takes whole windows', () => {
  expect(drawnView({ fromMs: 999_000_001, toMs: 999_044_000 }, limits)).toEqual({
    kind: 'fixed',
    fromMs: 999_000_000,
    toMs: 999_050_000,
  });
});

test('a window out of sight is brought in, one in sight moves nothing', () => {
  expect(revealed(earlier, 999_100_000, limits)).toBe(earlier);
  expect(rangeOf(revealed(earlier, 998_990_000, limits), limits.endMs).fromMs).toBe(998_990_000);
  expect(rangeOf(revealed(earlier, 999_200_000, limits), limits.endMs).toMs).toBe(999_210_000);
});

test('what is asked for covers what is seen, and a hundred small moves ask a handful of times', () => {
  const asked = new Set<string>();
  let view: ChartView = earlier;
  for (let move = 0; move < 100; move++) {
    view = panned(view, -5_000, limits);
    const query = new URLSearchParams(viewQuery(view, limits));
    const { fromMs, toMs } = rangeOf(view, limits.endMs);
    expect(Number(query.get('from'))).toBeLessThanOrEqual(fromMs);
    expect(Number(query.get('to'))).toBeGreaterThanOrEqual(toMs);
    asked.add(query.toString());
  }
  expect(asked.size).toBeLessThan(6);
});

test('a young stream fills the chart, from a fifth of a live view on', () => {
  const { endMs } = limits;
  const spanOf = (firstMs: number, view: ChartView = whole) =>
    endMs - shownRange(view, { ...limits, firstMs }).fromMs;
  expect(spanOf(endMs - 10_000)).toBe(180_000);
  expect(spanOf(endMs - 400_000)).toBe(400_000);
  expect(spanOf(endMs - 2_000_000)).toBe(900_000);
  expect(shownRange(earlier, { ...limits, firstMs: endMs - 10_000 }).fromMs).toBe(999_000_000);
});

test('a young stream is zoomed and moved as it is seen', () => {
  const young = { ...limits, firstMs: limits.endMs - 400_000 };
  expect(zoomed(whole, 2, young)).toEqual({ kind: 'live', spanMs: 200_000 });
  expect(zoomed(whole, 0.5, young)).toEqual({ kind: 'live', spanMs: 1_800_000 });
  expect(panned(whole, -100_000, young)).toEqual({ kind: 'fixed', fromMs: 999_500_000, toMs: 999_900_000 });
});

test('beside a live chart at least its own look-back is told of, and how much of it there is', () => {
  const young = { ...limits, firstMs: limits.endMs - 400_000 };
  expect(settledRange({ kind: 'live', spanMs: 60_000 }, young)).toEqual({
    lastMs: 900_000,
    thereMs: 400_000,
  });
  expect(settledRange(earlier, young)).toEqual({ fromMs: 999_000_000, toMs: 999_200_000 });
});

test('a live view has one address to ask for, however it slides', () => {
  expect(viewQuery(whole, limits)).toBe('last=15m');
  expect(viewQuery({ kind: 'live', spanMs: 60_000 }, limits)).toBe('last=15m');
  expect(viewQuery({ kind: 'live', spanMs: 1_800_000 }, limits)).toBe('last=30m');
  const monthMs = 30 * 24 * 3_600_000;
  expect(viewQuery({ kind: 'live', spanMs: monthMs }, { ...limits, windowMs: 3_600_000 })).toBe('last=720h');
});
