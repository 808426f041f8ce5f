import { expect, test } from 'vitest';
import { turns } from './turns.ts';

const never = new AbortController().signal;

/** A work that ends when told to. */
function held() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let begun = false;
  const work = async () => {
    begun = true;
    await ended;
  };
  return { work, end: () => end(), begun: () => begun };
}

test('so many run at once, the next begins when one ends, and beyond those that wait is refused', async () => {
  const take = turns(1, 1);
  const [first, second, third] = [held(), held(), held()];
  const running = take(first.work, never);
  const waiting = take(second.work, never);
  await expect(take(third.work, never)).rejects.toMatchObject({ status: 503 });
  expect([first.begun(), second.begun(), third.begun()]).toEqual([true, false, false]);
  first.end();
  await running;
  second.end();
  await waiting;
  expect(second.begun()).toBe(true);
});

test('who waits too long gives up, and takes no turn from the others', async () => {
  const take = turns(1, 2);
  const [first, second, third] = [held(), held(), held()];
  const running = take(first.work, never);
  const giving = new AbortController();
  const waiting = take(second.work, giving.signal);
  const patient = take(third.work, never);
  giving.abort();
  await expect(waiting).rejects.toMatchObject({ status: 503 });
  first.end();
  third.end();
  await Promise.all([running, patient]);
  expect([second.begun(), third.begun()]).toEqual([false, true]);
});

test('a work that fails hands its turn on', async () => {
  const take = turns(1, 1);
  await expect(take(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no');
  expect(await take(async () => 7, never)).toBe(7);
});
