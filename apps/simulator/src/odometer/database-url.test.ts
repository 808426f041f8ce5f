import { expect, test } from 'vitest';
import { awaitDatabaseUrl } from './database-url.ts';

test('the environment names the database, or the first message that does', async () => {
  expect(await awaitDatabaseUrl('postgresql://env')).toBe('postgresql://env');
  const before = process.listenerCount('message');
  const url = awaitDatabaseUrl(undefined);
  for (const message of ['stop', null, { databaseUrl: 5 }, { databaseUrl: 'postgresql://told' }]) {
    process.emit('message', message, undefined);
  }
  expect(await url).toBe('postgresql://told');
  expect(process.listenerCount('message')).toBe(before);
});
