import { expect, test } from 'vitest';
import { committed, folded, freshPace, isCommitDue, maxRecords, mustWait, room, sent } from './pace.ts';

test('a commit is due a second after the one before, if there is something to commit', () => {
  expect(isCommitDue(freshPace(0), 5_000)).toBe(false);
  const waiting = folded(freshPace(0), 3, 500);
  expect(isCommitDue(waiting, 999)).toBe(false);
  expect(isCommitDue(waiting, 1_000)).toBe(true);
  expect(isCommitDue(sent(waiting, 1_000), 9_000)).toBe(false);
});

test('a commit goes out early when much is waiting', () => {
  expect(isCommitDue(folded(freshPace(0), 50_000, 10), 20)).toBe(true);
});

test('D3 reading waits when a commit is more than two seconds late', () => {
  const late = sent(folded(freshPace(0), 3, 0), 1_000);
  expect(mustWait(late, 3_000)).toBe(false);
  expect(mustWait(late, 3_001)).toBe(true);
  expect(mustWait(committed(late), 3_001)).toBe(false);
});

test('what was folded during a commit waits from when it was folded', () => {
  const during = folded(sent(folded(freshPace(0), 3, 0), 1_000), 4, 2_500);
  expect(mustWait(committed(during), 5_500)).toBe(false);
  expect(mustWait(committed(during), 5_501)).toBe(true);
});

test('the room for records counts those in flight and those waiting', () => {
  const pace = folded(sent(folded(freshPace(0), 150_000, 0), 0), 50_000, 0);
  expect(room(folded(freshPace(0), 150_000, 0))).toBe(50_000);
  expect(room(pace)).toBe(0);
  expect(mustWait(pace, 0)).toBe(true);
  expect(room(committed(pace))).toBe(maxRecords - 50_000);
});
