import { expect, test } from 'vitest';
import { isTagIn } from './entity-tag.ts';

test.each([
  [null, false],
  ['', false],
  ['*', true],
  ['W/"a"', true],
  ['"a"', true],
  ['"b", W/"a"', true],
  ['"b","c"', false],
  ['a', false],
  ['"xa"', false],
])('If-None-Match: %s names the tag a: %s', (header, isNamed) => {
  expect(isTagIn(header, 'W/"a"')).toBe(isNamed);
});
