import { expect, test } from 'vitest';
import { lagOf, positionText } from './stream-figures.ts';

test('the lag is the sum over the partitions, unknown while one is', () => {
  expect(lagOf([{ lag: 3 }, { lag: 0 }, { lag: 4 }])).toBe(7);
  expect(lagOf([{ lag: 3 }, { lag: null }])).toBeNull();
  expect(lagOf([])).toBeNull();
});

test('positions are opaque: offsets are grouped, long ones cut, unknown ones dashed', () => {
  expect(positionText('1234567')).toBe('1,234,567');
  expect(positionText('49590338271490256608559692538361571095921575989136588898')).toBe('…989136588898');
  expect(positionText('shard-a')).toBe('shard-a');
  expect(positionText(null)).toBe('–');
  expect(positionText(undefined)).toBe('–');
});
