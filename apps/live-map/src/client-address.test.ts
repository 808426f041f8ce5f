import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress, createAddressCounts } from './client-address.ts';

const from = (remoteAddress: string | undefined, forwardedFor?: string) =>
  ({ headers: { 'x-forwarded-for': forwardedFor }, socket: { remoteAddress } }) as unknown as IncomingMessage;
const address = (remote: string) => clientAddress(from(remote), false);

test('IPv4 addresses count singly, written as IPv6 or not', () => {
  expect(address('203.0.113.7')).toBe('203.0.113.7');
  expect(address('::ffff:203.0.113.7')).toBe('203.0.113.7');
  expect(address('::FFFF:203.0.113.7')).toBe('203.0.113.7');
});

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:8000::', '2001:db8:0:0::/64'],
  ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
  ['1::', '1:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1:2%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
])('%s counts for %s', (remote, network) => {
  expect(address(remote)).toBe(network);
});

test('so many connections of one IPv6 network count together, those of the next do not', () => {
  const counts = createAddressCounts();
  for (let host = 1; host <= 5; host++) counts.enter(address(`2001:db8:1:2::${host}`));
  expect(counts.of(address('2001:db8:1:2:ffff::1'))).toBe(5);
  expect(counts.of(address('2001:db8:1:3::1'))).toBe(0);
});

test('a proxy of ours may name IPv6 addresses, and what it names need not be one', () => {
  expect(clientAddress(from('10.0.0.1', '198.51.100.1, 2001:db8::7'), true)).toBe('2001:db8:0:0::/64');
  expect(clientAddress(from('10.0.0.1', '_hidden'), true)).toBe('_hidden');
  expect(clientAddress(from(undefined), false)).toBe('unknown');
});
