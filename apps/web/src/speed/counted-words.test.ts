import { rejectReasons } from '@rumo/events';
import { expect, test } from 'vitest';
import { notCounted, reasonText } from './counted-words.ts';

test('every reason the decoder knows has a line', () => {
  for (const reason of rejectReasons) expect(reasonText(reason)).not.toBe(reason.replaceAll('_', ' '));
});

test('an unknown reason speaks for itself, even a hostile one', () => {
  expect(reasonText('brand_new')).toBe('brand new');
  expect(reasonText('__proto__')).toBe('  proto  ');
});

test('each count that is no speed has one explanation', () => {
  expect(new Set(notCounted.map((word) => word.key)).size).toBe(notCounted.length);
});
