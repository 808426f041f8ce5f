import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

test('drivers, seed and flags are read', () => {
  expect(parseOptions(['--drivers', '2000', '--seed', '7', '--fresh'])).toEqual({
    kind: 'start',
    options: { drivers: '2000', seed: '7', city: null, fresh: true, lan: false },
  });
});

test('an unknown option and a bad number say what is wrong', () => {
  expect(parseOptions(['--driver', '5'])).toMatchObject({ kind: 'wrong' });
  expect(parseOptions(['--drivers', '-5'])).toMatchObject({ kind: 'wrong' });
  expect(parseOptions(['--drivers=1e3'])).toMatchObject({
    kind: 'wrong',
    problem: expect.stringContaining('1e3'),
  });
});

test('--help asks for the help', () => {
  expect(parseOptions(['--help'])).toEqual({ kind: 'help' });
});
