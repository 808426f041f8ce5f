import { expect, test } from 'vitest';
import { lastLine, recovery } from './recovery.ts';

test('D3 waits longer with each failure in a row, up to a bound, and not at all after a success', () => {
  const recover = recovery(() => 0);
  expect(recover.waitMs(0)).toBe(0);
  const waits = Array.from({ length: 12 }, () => {
    recover.failed(0, new Error('away'));
    return recover.waitMs(0);
  });
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits[11]).toBe(2_500);
  expect(recover.waitMs(1)).toBe(0);
  recover.succeeded(0);
  expect(recover.waitMs(0)).toBe(0);
});

test('D3 a database that answers is no problem, but a partition that failed still waits until a commit succeeds', () => {
  const recover = recovery(() => 0);
  recover.failed(3, new Error('Invalid call:\n\nno route to the database'));
  expect(recover.problem()).toBe('The database failed 1 times in a row: no route to the database');
  recover.answered(3);
  expect(recover.problem()).toBeNull();
  expect(recover.waitMs(3)).toBeGreaterThan(0);
});

test('says in one line what went wrong', () => {
  expect(lastLine(new Error('a\n\n b '))).toBe('b');
  expect(lastLine('odd')).toBe('odd');
});
