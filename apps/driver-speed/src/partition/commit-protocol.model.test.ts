import { expect, test } from 'vitest';
import { type Bounds, commitProtocol } from '../testing/commit-protocol.ts';
import { search } from '../testing/search.ts';
import type { LeftOut } from '../testing/session-book.ts';

const full = process.env.RUMO_FULL === '1';
const whole: Bounds = { records: 5, takeOvers: 2, passesS: [65] };

function tryAll(bounds: Bounds, leftOut?: LeftOut) {
  const { first, stepsFrom, keyOf, problemOf } = commitProtocol(bounds, leftOut);
  return search(first, stepsFrom, keyOf, problemOf);
}

test('X1 X2 W10 W13 two owners that crash, sleep and wake between any two steps leave the rows and counts of one that never stops', () => {
  const { states, wrong } = tryAll({ ...whole, records: full ? 3 : 2 });
  expect(wrong).toBe(null);
  expect(states).toBeGreaterThan(10_000);
}, 1_800_000);

test.each<[LeftOut, string]>([
  [
    'version check',
    'X2 without the check of the version an owner that sleeps writes rows twice when it wakes',
  ],
  ['anchor fix', 'X4 without the fix before the open ones the first segment after a takeover is lost'],
  ['resume clock', 'X4 without the clock of the resume point what was late is used by the next owner'],
  ['proof of silence', 'W10 an owner that closes early because it believes to be at the end loses fixes'],
])(
  '%s: %s',
  (leftOut) => {
    const { wrong } = tryAll(whole, leftOut);
    expect(wrong?.at(-1)).toMatch(/a second row|is .*, not /);
  },
  300_000,
);
