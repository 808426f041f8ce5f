import { expect, test } from 'vitest';
import { envField, parseEnv } from './env.ts';

test('D1 a wrong environment lists everything that is wrong at once', () => {
  const shape = { A: envField.port(1), B: envField.integer(5, 0, 9), C: envField.flag(false) };
  const parse = () => parseEnv(shape, { A: '70000', B: 'x', C: 'maybe' });
  expect(parse).toThrow(/A="70000"[\s\S]*B="x"[\s\S]*C="maybe"/);
});

test('an empty value counts as unset', () => {
  expect(parseEnv({ A: envField.port(7) }, { A: '' })).toEqual({ A: 7 });
});

test('lists are cut at commas and trimmed', () => {
  expect(parseEnv({ L: envField.list('a') }, { L: ' x, y ,' })).toEqual({ L: ['x', 'y'] });
});
