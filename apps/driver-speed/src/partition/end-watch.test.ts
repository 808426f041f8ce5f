import { expect, test } from 'vitest';
import { turns } from '../testing/member.ts';
import { endWatch } from './end-watch.ts';

function watched() {
  const clock = { now: 0 };
  const ends: boolean[] = [];
  let questions = 0;
  let answer: (isEnd: boolean) => void = () => {};
  const assignment = {
    atEnd: () => {
      questions++;
      return new Promise<boolean>((resolve) => {
        answer = resolve;
      });
    },
  };
  const watch = endWatch(
    assignment,
    () => clock.now * 1_000,
    (proves) => ends.push(proves) > 0,
  );
  const pass = (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      clock.now++;
      watch.tick();
    }
  };
  return { watch, ends, pass, questions: () => questions, answer: (isEnd: boolean) => answer(isEnd) };
}

test('W14 asks for the end of the log once it has been quiet for a moment', async () => {
  const { watch, ends, pass, answer, questions } = watched();
  pass(1);
  expect(questions()).toBe(0);
  pass(3);
  answer(true);
  await turns();
  expect(ends).toEqual([false]);
  expect(watch.atEnd).toBe(true);
  pass(50);
  expect(questions()).toBe(1);
});

test('W10 an answer that a record has overtaken proves nothing', async () => {
  const { watch, ends, pass, answer } = watched();
  pass(66);
  watch.received();
  answer(true);
  await turns();
  expect(ends).toEqual([]);
  expect(watch.atEnd).toBe(false);
});

test('W10 proof is a question asked 65 s after the last record, not an answer that came so late', async () => {
  const { ends, pass, answer } = watched();
  pass(64);
  answer(true);
  await turns();
  expect(ends).toEqual([false]);
  pass(2);
  answer(true);
  await turns();
  expect(ends).toEqual([false, true]);
});
