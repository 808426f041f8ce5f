import { expect, test } from 'vitest';
import { createClientGuard } from './client-guard.ts';

test('D2 what the page sends in its busiest seconds passes', () => {
  const guard = createClientGuard({ maxMessagesPerMinute: 1_800 }, 0);
  for (let ms = 0; ms < 60_000; ms += 50) {
    expect(guard.packet(ms).kind).toBe('take');
    expect(guard.message('viewport', ms).kind).toBe('take');
  }
});

test('D2 messages beyond the allowance are ignored until time has passed', () => {
  const guard = createClientGuard({ maxMessagesPerMinute: 1_800 }, 0);
  const kinds = Array.from({ length: 150 }, () => guard.message('watch', 0).kind);
  expect(kinds.filter((kind) => kind === 'take').length).toBe(100);
  expect(guard.message('watch', 0)).toEqual({ kind: 'ignore', reason: 'too_many_messages' });
  expect(guard.message('watch', 1_000).kind).toBe('take');
});

test('D2 searches have an allowance of their own', () => {
  const guard = createClientGuard({ maxMessagesPerMinute: 1_800 }, 0);
  for (let i = 0; i < 10; i++) expect(guard.message('find', 0).kind).toBe('take');
  expect(guard.message('find', 0)).toEqual({ kind: 'ignore', reason: 'too_many_finds' });
  expect(guard.message('viewport', 0).kind).toBe('take');
});

test('D2 garbage is forgiven now and then, not again and again', () => {
  const guard = createClientGuard({ maxMessagesPerMinute: 1_800 }, 0);
  for (let s = 0; s < 100; s++) expect(guard.garbage(s * 1_000).kind).toBe('take');
  const kinds = Array.from({ length: 25 }, () => guard.garbage(100_000).kind);
  expect(kinds).toContain('disconnect');
});
