import { expect, test } from 'vitest';
import { freshAnswers } from './fresh-answers.ts';

test('all who ask while a question waits share it, and none gets an answer to a question from before', async () => {
  const answers: ((value: string) => void)[] = [];
  const ask = freshAnswers(
    () =>
      new Promise<string>((resolve) => {
        answers.push(resolve);
      }),
  );
  const first = ask();
  const [second, third] = [ask(), ask()];
  expect(answers.length).toBe(1);
  answers[0]('one');
  expect(await first).toBe('one');
  await Promise.resolve();
  expect(answers.length).toBe(2);
  answers[1]('two');
  expect(await Promise.all([second, third])).toEqual(['two', 'two']);
});

test('a question that fails does not spoil the next one', async () => {
  let asked = 0;
  const ask = freshAnswers(async () => {
    asked += 1;
    if (asked === 1) throw new Error('the broker is away');
    return asked;
  });
  const both = [ask(), ask()];
  await expect(both[0]).rejects.toThrow('the broker is away');
  expect(await both[1]).toBe(2);
  expect(await ask()).toBe(3);
});
