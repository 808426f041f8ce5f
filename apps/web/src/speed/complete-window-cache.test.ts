import { expect, test } from 'vitest';
import { completeWindowCache } from './complete-window-cache.ts';

const range = { windowMs: 10, fromMs: 0, toMs: 50 };

function source() {
  const asked: string[] = [];
  const load = async ({ fromMs, toMs }: { fromMs: number; toMs: number }) => {
    asked.push(`${fromMs}-${toMs}`);
    return [0, 20, 30, 40].filter((at) => at >= fromMs && at < toMs).map((startMs) => ({ startMs }));
  };
  return { asked, load };
}

test('W6 closed windows are loaded once, later ones each time', async () => {
  const cache = completeWindowCache<{ startMs: number }>(100, 1_000);
  const { asked, load } = source();
  const first = await cache.read(range, 'log', 30, load);
  const second = await cache.read(range, 'log', 40, load);
  const third = await cache.read(range, 'log', 50, load);
  await cache.read(range, 'log', 50, load);
  expect(asked).toEqual(['0-50', '30-50', '40-50']);
  expect(first).toEqual([0, 20, 30, 40].map((startMs) => ({ startMs })));
  expect(second).toEqual(first);
  expect(third).toEqual(first);
});

test('W6 nothing is kept before something has closed', async () => {
  const cache = completeWindowCache<{ startMs: number }>(100, 1_000);
  const { asked, load } = source();
  await cache.read(range, 'log', null, load);
  await cache.read(range, 'log', null, load);
  expect(asked).toEqual(['0-50', '0-50']);
});

test('X5 another log is another key', async () => {
  const cache = completeWindowCache<{ startMs: number }>(100, 1_000);
  const { asked, load } = source();
  await cache.read(range, 'log a', 50, load);
  await cache.read(range, 'log b', 50, load);
  expect(asked).toEqual(['0-50', '0-50']);
});

test('the oldest windows go when there are too many', async () => {
  const cache = completeWindowCache<{ startMs: number }>(2, 1_000);
  const { asked, load } = source();
  await cache.read(range, 'log', 50, load);
  await cache.read({ ...range, fromMs: 30 }, 'log', 50, load);
  await cache.read(range, 'log', 50, load);
  expect(asked).toEqual(['0-50', '0-50']);
});

test('a long range is loaded in stretches, and what was loaded before a failure is kept', async () => {
  const cache = completeWindowCache<{ startMs: number }>(100, 25);
  const { asked, load } = source();
  let failing = true;
  const failsOnce = async (stretch: { windowMs: number; fromMs: number; toMs: number }) => {
    if (stretch.fromMs === 20 && failing) {
      failing = false;
      throw new Error('timeout');
    }
    return load(stretch);
  };
  await expect(cache.read(range, 'log', 50, failsOnce)).rejects.toThrow('timeout');
  expect(await cache.read(range, 'log', 50, failsOnce)).toHaveLength(4);
  expect(asked).toEqual(['0-20', '20-40', '40-50']);
});

test('readers at the same time take turns, so that nothing is loaded twice', async () => {
  const cache = completeWindowCache<{ startMs: number }>(100, 1_000);
  const { asked, load } = source();
  const [one, two] = await Promise.all([
    cache.read(range, 'log', 50, load),
    cache.read(range, 'log', 50, load),
  ]);
  expect(asked).toEqual(['0-50']);
  expect(two).toEqual(one);
});

test('W2 hopping windows are kept apart from those that follow each other, and once they are closed', async () => {
  const cache = completeWindowCache<{ startMs: number }>(100, 1_000);
  const asked: string[] = [];
  const load = async ({
    windowMs,
    hopMs = windowMs,
    fromMs,
    toMs,
  }: Parameters<Parameters<typeof cache.read>[3]>[0]) => {
    asked.push(`${windowMs}/${hopMs} ${fromMs}-${toMs}`);
    return Array.from({ length: (toMs - fromMs) / hopMs }, (_, i) => ({ startMs: fromMs + i * hopMs }));
  };
  const hopping = { windowMs: 20, hopMs: 10, fromMs: 0, toMs: 40 };
  const starts = async (range: typeof hopping | { windowMs: number; fromMs: number; toMs: number }) =>
    (await cache.read(range, 'log', 40, load)).map(({ startMs }) => startMs);
  expect(await starts(hopping)).toEqual([0, 10, 20, 30]);
  expect(await starts(hopping)).toEqual([0, 10, 20, 30]);
  expect(await starts({ windowMs: 20, fromMs: 0, toMs: 40 })).toEqual([0, 20]);
  // The last one ends after what is closed.
  expect(asked).toEqual(['20/10 0-40', '20/10 30-40', '20/20 0-40']);
});
