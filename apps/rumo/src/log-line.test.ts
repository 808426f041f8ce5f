import { expect, test } from 'vitest';
import { formatLogLine } from './log-line.ts';

test('a structured line is told in words with its details', () => {
  const line = '{"level":40,"time":1,"service":"live-map","msg":"refused","origin":"http://evil","count":2}';
  expect(formatLogLine('live-map', line)).toBe('live-map     │ WARN refused origin=http://evil count=2');
});

test('an error brings its message', () => {
  expect(formatLogLine('web', '{"level":50,"msg":"failed","err":{"message":"no room"}}')).toContain(
    'ERROR failed (no room)',
  );
});

test('any other line stays as it is, a broken one too', () => {
  expect(formatLogLine('web', 'Ready')).toBe('web          │ Ready');
  expect(formatLogLine('web', '{"level":')).toBe('web          │ {"level":');
});
