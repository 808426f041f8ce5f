import { expect, test } from 'vitest';
import { brokerContact } from './broker-contact.ts';

test('health tells since when it is up, silent or down', () => {
  let now = 1_000;
  const contact = brokerContact(() => now, 500, 'not yet in the group');
  expect(contact.health()).toEqual({ connected: false, sinceMs: 1_000, problem: 'not yet in the group' });
  now = 2_000;
  contact.up();
  now = 2_400;
  contact.answered();
  now = 2_899;
  expect(contact.health()).toEqual({ connected: true, sinceMs: 2_000, problem: null });
  now = 3_000;
  expect(contact.health()).toEqual({
    connected: false,
    sinceMs: 2_900,
    problem: 'the broker does not answer',
  });
  now = 3_100;
  expect(contact.down('connection refused')).toBe(true);
  now = 3_500;
  expect(contact.down('connection refused')).toBe(false);
  expect(contact.health()).toEqual({ connected: false, sinceMs: 3_100, problem: 'connection refused' });
});
