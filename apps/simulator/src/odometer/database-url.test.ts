import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { awaitDatabaseUrl } from './database-url.ts';

test('the environment names the database, or the first message that does', async () => {
  expect(await awaitDatabaseUrl('postgresql://env')).toBe('postgresql://env');
  const channel = new EventEmitter();
  const url = awaitDatabaseUrl(undefined, channel);
  for (const message of ['stop', null, { databaseUrl: 5 }, { databaseUrl: 'postgresql://told' }]) {
    channel.emit('message', message);
  }
  expect(await url).toBe('postgresql://told');
  expect(channel.listenerCount('message')).toBe(0);
});
