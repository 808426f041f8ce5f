import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHandleSet } from './handle-set.ts';

test('it holds what was added and nothing else', () => {
  const handles = fc.array(fc.oneof(fc.nat(10_000), fc.integer({ min: 0, max: 2 ** 32 - 1 })), {
    maxLength: 100,
  });
  fc.assert(
    fc.property(handles, handles, (added, asked) => {
      const set = createHandleSet();
      for (const handle of added) set.add(handle);
      for (const handle of [...added, ...asked]) expect(set.has(handle)).toBe(added.includes(handle));
    }),
  );
});

test('it forgets rather than grows beyond its bound', () => {
  const set = createHandleSet(2);
  set.add(1);
  set.add(5_000);
  set.add(9_000);
  expect([set.has(1), set.has(9_000)]).toEqual([false, true]);
});
