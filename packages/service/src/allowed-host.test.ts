import { expect, test } from 'vitest';
import { isAllowedHost } from './allowed-host.ts';

const allowed = ['localhost', '127.0.0.1', '::1', '[fe80::1]', 'Live-Map'];

test('D5 an allowed name passes with and without a port, in any case', () => {
  for (const header of [
    'localhost',
    'LOCALHOST:3000',
    '127.0.0.1:80',
    '[::1]',
    '[::1]:3000',
    '[FE80::1]:1',
    'live-map:3001',
  ]) {
    expect([header, isAllowedHost(header, allowed)]).toEqual([header, true]);
  }
});

test('D5 anything else is refused', () => {
  const headers = [
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    'localhost:3000:3000',
    'localhost:99999999',
    '::1',
    '[::1',
    '[::2]:3000',
    ' localhost',
    'localhost/',
  ];
  for (const header of headers) expect([header, isAllowedHost(header, allowed)]).toEqual([header, false]);
});

test('D5 any-address lets addresses in digits pass, and no name', () => {
  const passes = (header: string) => isAllowedHost(header, ['live-map', 'any-address']);
  expect(['172.18.0.5:3001', '[fd00::5]:3001', 'live-map'].map(passes)).toEqual([true, true, true]);
  expect(['any-address', '172.18.0.5.evil.example', '172.18.0.999', 'evil'].map(passes)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
