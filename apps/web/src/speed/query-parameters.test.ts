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
  expect(parse('window=&from=')).toEqual({ ok: true, value: { window: 10_000, limit: 10 } });
});

test('window lengths and times are read', () => {
  expect(parse('window=5m&from=1780000000000&to=1780000300000&limit=100&other=x')).toEqual({
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
  ['from=9999999999999999', 'beyond the last date'],
  ['from=1e3', 'whole milliseconds'],
  ['from=0x10', 'whole milliseconds'],
  ['from=NaN', 'whole milliseconds'],
  ['limit=1.5', 'whole number'],
  ['window=__proto__', 'one of'],
])('D2 %s is refused', (text, problem) => {
  const parsed = parse(text);
  expect(parsed.ok ? 'taken' : problemText(parsed.problems)).toContain(problem);
});

test('D2 a giant value is cut in the answer', () => {
  const parsed = parse(`window=${'x'.repeat(5_000)}`);
  expect(parsed.ok ? '' : problemText(parsed.problems).length).toBeLessThan(300);
});

test('a list parameter may be given many times, and each of its values is checked', () => {
  const list = { driver: z.array(field.driverId).max(2, 'holds too many') };
  const read = (text: string) => parseQuery(list, new URLSearchParams(text), ['driver']);
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
