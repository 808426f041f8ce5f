import { expect, test } from 'vitest';
import { z } from 'zod';
import { field, parseQuery, problemText } from './query-parameters.ts';

const shape = {
  window: field.window,
  from: field.epochMs,
  to: field.epochMs,
  limit: field.whole(10, 1, 100),
};
const parse = (text: string) => parseQuery(shape, new URLSearchParams(text));

test('without parameters the defaults hold', () => {
  expect(parse('')).toEqual({ ok: true, value: { window: 10_000, limit: 10 } });
});

test('window lengths and times are read', () => {
  expect(parse('window=5m&from=1780000000000&to=1780000300000&limit=100')).toEqual({
    ok: true,
    value: { window: 300_000, from: 1_780_000_000_000, to: 1_780_000_300_000, limit: 100 },
  });
});

test('D2 everything that is wrong is told at once', () => {
  const parsed = parse('window=7s&from=yesterday&to=-1&limit=0');
  expect(parsed.ok).toBe(false);
  if (parsed.ok) return;
  expect(parsed.problems.map((problem) => problem.parameter)).toEqual(['window', 'from', 'to', 'limit']);
  expect(problemText(parsed.problems)).toContain('window="7s" wants one of 10s, 30s, 1m, 5m, 1h');
  expect(problemText(parsed.problems)).toContain('from="yesterday" wants whole milliseconds since 1970');
});

test.each([
  ['from=2&to=1', 'must lie before'],
  ['from=1&from=2', 'more than once'],
  ['from=9000000000000000', 'beyond the last date'],
  ['from=9999999999999999', 'whole milliseconds'],
  ['from=1e3', 'whole milliseconds'],
  ['from=0x10', 'whole milliseconds'],
  ['from=NaN', 'whole milliseconds'],
  ['limit=1.5', 'whole number'],
  ['window=__proto__', 'one of'],
  ['window=', 'one of'],
  ['from=', 'whole milliseconds'],
  ['from=%20', 'whole milliseconds'],
  ['windows=30s', 'windows="30s" is unknown: known are window, from, to, limit'],
  ['__proto__=1', '__proto__="1" is unknown'],
  ['limit=-1', 'whole number'],
])('D2 %s is refused', (text, problem) => {
  const parsed = parse(text);
  expect(parsed.ok ? 'taken' : problemText(parsed.problems)).toContain(problem);
});

test('D2 each problem is a line of its own', () => {
  const parsed = parse('window=7s&limit=0&other=x');
  expect(parsed.ok ? [] : problemText(parsed.problems).split('\n')).toEqual([
    'other="x" is unknown: known are window, from, to, limit',
    'window="7s" wants one of 10s, 30s, 1m, 5m, 1h',
    'limit="0" wants a whole number from 1 to 100',
  ]);
});

test('a driver id is counted in characters and may hold no control character', () => {
  const read = (driver: string) => parseQuery({ driver: field.driverId }, new URLSearchParams({ driver })).ok;
  expect([
    read('🚗'.repeat(128)),
    read('🚗'.repeat(129)),
    read('a\u0000b'),
    read('a\u0085b'),
    read(''),
  ]).toEqual([true, false, false, false, false]);
});

test('a number may be written as numbers are', () => {
  const read = (at: string) => parseQuery({ at: field.between(-90, 90) }, new URLSearchParams({ at }));
  expect(read('-34.9')).toEqual({ ok: true, value: { at: -34.9 } });
  expect(read('1e-05')).toEqual({ ok: true, value: { at: 1e-5 } });
  for (const wrong of ['', ' ', '0x10', '91', 'NaN', '1.', 'Infinity', '1e999'])
    expect(read(wrong).ok).toBe(false);
});

test('D2 a giant value is cut in the answer', () => {
  const parsed = parse(`window=${'x'.repeat(5_000)}`);
  expect(parsed.ok ? '' : problemText(parsed.problems).length).toBeLessThan(300);
});

test('a list parameter may be given many times, and each of its values is checked', () => {
  const list = { driver: z.array(field.driverId).max(2, 'holds too many').default([]) };
  const read = (text: string) => parseQuery(list, new URLSearchParams(text));
  expect(read('driver=a&driver=b')).toEqual({ ok: true, value: { driver: ['a', 'b'] } });
  expect(read('')).toEqual({ ok: true, value: { driver: [] } });
  expect(read('driver=a&driver=b&driver=c').ok).toBe(false);
  expect(read(`driver=a&driver=${'b'.repeat(129)}`).ok).toBe(false);
});

test('lengths of time are read in seconds, minutes and hours', () => {
  const read = (last: string) => parseQuery({ last: field.last }, new URLSearchParams({ last }));
  expect(read('90s')).toEqual({ ok: true, value: { last: 90_000 } });
  expect(read('15m')).toEqual({ ok: true, value: { last: 900_000 } });
  expect(read('6h')).toEqual({ ok: true, value: { last: 21_600_000 } });
  expect(read('0m').ok).toBe(false);
  expect(read('5 min').ok).toBe(false);
});

test('D2 a hop longer than its window is refused', () => {
  const hopping = (text: string) =>
    parseQuery({ window: field.window, hop: field.hop }, new URLSearchParams(text));
  expect(hopping('window=5m&hop=1m')).toEqual({ ok: true, value: { window: 300_000, hop: 60_000 } });
  expect(hopping('window=1m')).toEqual({ ok: true, value: { window: 60_000 } });
  expect(hopping('window=30s&hop=1m')).toMatchObject({
    ok: false,
    problems: [{ parameter: 'hop', got: '1m' }],
  });
});

test('the cursor of a moment and a driver may hold any driver', () => {
  const parsed = parseQuery({ after: field.momentAndDriver }, new URLSearchParams({ after: '17~a~b c' }));
  expect(parsed).toEqual({ ok: true, value: { after: { fromMs: 17, driverId: 'a~b c' } } });
});
